import { Activity, Box, Funnel, Image, Tag } from '@lucide/vue'
import { watchDebounced } from '@vueuse/core'
import { computed, nextTick, ref } from 'vue'
import { useRouter } from 'vue-router'
import type { PictureFilter, PictureRecord } from '../../main/contract/library.ts'
import { routes } from '../../main/contract/routes.ts'
import { fetchBytes } from '../client/fetchBytes.ts'
import { latestAnswer } from '../client/latestAnswer.ts'
import { useStudio } from '../client/studio.ts'
import { useSetActions } from '../library/useSetActions.ts'
import { appDialog } from '../state/dialogs.ts'
import { useLibrary } from '../state/library.ts'
import { useModels } from '../state/models.ts'
import { useRuns } from '../state/runs.ts'
import { useSelection } from '../state/selection.ts'
import { attempt } from '../state/toasts.ts'
import { commands, isEnabled } from './commands.ts'
import { keyOf } from './keys.ts'
import { type PaletteEntry, search } from './paletteEntries.ts'

const PICTURES = 6
const OF_A_SET = 'With a set'

/** What the Library's filters offer beside sets and labels. */
const FILTERS: readonly { readonly title: string; readonly filter: PictureFilter }[] = [
  { title: 'Show all pictures', filter: {} },
  { title: 'Show parsed pictures', filter: { parsed: true } },
  { title: 'Show pictures that are not parsed', filter: { parsed: false } },
  { title: 'Show pictures to train with', filter: { splits: ['train'] } },
  { title: 'Show pictures to test with', filter: { splits: ['test'] } },
  { title: 'Show pictures whose file is missing', filter: { missing: true } },
]

/** What the palette finds: commands, pictures by name, runs, models, labels and sets. */
export function usePalette() {
  const text = ref('')
  const router = useRouter()
  const library = useLibrary()
  const selection = useSelection()
  const runs = useRuns()
  const models = useModels()
  const { itemsOf } = useSetActions()
  const pictures = latestAnswer<readonly PictureRecord[]>()

  /** The palette gives the focus back once it is gone; what takes the focus itself comes after that. */
  const close = (run: () => unknown) => async () => {
    appDialog.close()
    await nextTick()
    setTimeout(run)
  }
  const toLibrary = (filter: PictureFilter) =>
    close(() => {
      library.show(filter)
      void router.push({ name: 'library' })
    })

  const standing = computed<PaletteEntry[]>(() => [
    ...commands.value
      .filter((command) => !command.hidden && isEnabled(command))
      .map(({ id, title, group, icon, checked, run }) => ({
        id,
        title,
        group: group === 'Everywhere' ? 'Commands' : group,
        icon,
        keys: keyOf(id),
        checked: checked?.(),
        run: close(run),
      })),
    ...runs.list.map((run) => ({
      id: `run.${run.id}`,
      title: run.name,
      group: 'Runs',
      icon: Activity,
      run: close(() => router.push({ name: 'train', params: { run: run.id } })),
    })),
    ...models.list.map((model) => ({
      id: `model.${model.id}`,
      title: `Use ${model.name} for parsing`,
      group: 'Models',
      icon: Box,
      checked: model.id === models.currentId,
      run: close(() => attempt(models.select(model.id))),
    })),
    ...(library.sets ?? []).map((set) => ({
      id: `set.${set.id}`,
      title: set.name,
      group: 'Sets',
      icon: Image,
      run: toLibrary({ sets: [set.id] }),
    })),
    ...(library.sets ?? []).flatMap((set) =>
      itemsOf(set)
        .filter((item) => item !== null)
        .filter(({ disabled }) => !disabled)
        .map((item) => ({
          id: `set.${set.id}.${item.title}`,
          title: `${set.name}: ${item.title.toLowerCase()}`,
          group: OF_A_SET,
          icon: item.icon,
          checked: item.checked,
          run: close(item.run),
        })),
    ),
    ...FILTERS.map(({ title, filter }) => ({
      id: `shown.${title}`,
      title,
      group: 'Pictures shown',
      icon: Funnel,
      run: toLibrary(filter),
    })),
    ...[...new Set(library.sets?.flatMap((set) => set.labels.map(({ name }) => name)))].map((label) => ({
      id: `label.${label}`,
      title: label,
      group: 'Labels',
      icon: Tag,
      run: toLibrary({ labels: [label] }),
    })),
  ])

  watchDebounced(text, (wanted) => void pictures.ask((signal) => findPictures(wanted.trim(), signal)), {
    debounce: 150,
  })

  const entries = computed<PaletteEntry[]>(() => {
    const found =
      text.value.trim() === '' ? standing.value.filter(isFirst) : search(standing.value, text.value)
    return grouped([
      ...found,
      ...(pictures.answer.value ?? []).map((picture) => ({
        id: `picture.${picture.id}`,
        title: picture.name,
        group: 'Pictures',
        pictureId: picture.id,
        run: close(() => {
          selection.only(picture.id)
          void router.push({ name: 'parse', params: { picture: picture.id } })
        }),
      })),
    ])
  })
  return { text, entries }
}

/** Labels, pictures and what is done with sets come when they are asked for: there may be thousands. */
const isFirst = ({ group }: PaletteEntry) => group !== 'Labels' && group !== OF_A_SET

/** The same entries with those of a group together, in the order in which the groups begin. */
function grouped(entries: readonly PaletteEntry[]): PaletteEntry[] {
  return [...Map.groupBy(entries, ({ group }) => group).values()].flat()
}

/** None for a text of one letter, which half of the library would match, and where the app does not answer. */
async function findPictures(text: string, signal: AbortSignal): Promise<readonly PictureRecord[]> {
  if (text.length < 2) return []
  try {
    const ids = new Uint32Array(await fetchBytes(routes.ids({ text }, { by: 'name' }), signal))
    return await useStudio().library.pictures({ ids: [...ids.subarray(0, PICTURES)] }, { signal })
  } catch {
    return []
  }
}
