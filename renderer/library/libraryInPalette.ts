import { Funnel, Image, Tag } from '@lucide/vue'
import { useRouter } from 'vue-router'
import type { PictureFilter } from '../../main/contract/library.ts'
import { routes } from '../../main/contract/routes.ts'
import { fetchBytes } from '../client/fetchBytes.ts'
import { useStudio } from '../client/studio.ts'
import type { PaletteEntry, PaletteSource } from '../commands/paletteEntries.ts'
import { useLibrary } from '../state/library.ts'
import { useSelection } from '../state/selection.ts'
import { useSetActions } from './useSetActions.ts'

/** Pictures listed by a search for their names. */
const MAX_PICTURES = 6

/** Filters that are offered besides sets and labels. */
const FILTERS: readonly { readonly title: string; readonly filter: PictureFilter }[] = [
  { title: 'Show all pictures', filter: {} },
  { title: 'Show parsed pictures', filter: { parsed: true } },
  { title: 'Show pictures that are not parsed', filter: { parsed: false } },
  { title: 'Show pictures for training', filter: { splits: ['train'] } },
  { title: 'Show pictures for testing', filter: { splits: ['test'] } },
  { title: 'Show pictures whose file is missing', filter: { missing: true } },
]

/** The sets and the actions on them, filters, labels, and pictures by name. */
export function useLibraryInPalette(): PaletteSource {
  const studio = useStudio()
  const router = useRouter()
  const library = useLibrary()
  const selection = useSelection()
  const { itemsOf } = useSetActions()

  const sets = () => library.sets ?? []
  const show = (filter: PictureFilter) => () => {
    library.show(filter)
    void router.push({ name: 'library' })
  }

  const setEntries = (): PaletteEntry[] =>
    sets().map(({ id, name }) => ({
      id: `set.${id}`,
      title: name,
      group: 'Sets',
      icon: Image,
      run: show({ sets: [id] }),
    }))

  const setActions = (): PaletteEntry[] =>
    sets().flatMap((set) =>
      itemsOf(set)
        .filter((item) => item !== null)
        .filter(({ disabled }) => !disabled)
        .map((item) => ({
          id: `set.${set.id}.${item.title}`,
          title: `${set.name}: ${item.title.toLowerCase()}`,
          group: 'Actions on sets',
          icon: item.icon,
          checked: item.checked,
          searchedOnly: true,
          run: item.run,
        })),
    )

  const filters = (): PaletteEntry[] =>
    FILTERS.map(({ title, filter }) => ({
      id: `shown.${title}`,
      title,
      group: 'Pictures shown',
      icon: Funnel,
      run: show(filter),
    }))

  const labels = (): PaletteEntry[] =>
    [...new Set(sets().flatMap((set) => set.labels.map(({ name }) => name)))].map((label) => ({
      id: `label.${label}`,
      title: label,
      group: 'Labels',
      icon: Tag,
      searchedOnly: true,
      run: show({ labels: [label] }),
    }))

  async function find(text: string, signal: AbortSignal): Promise<PaletteEntry[]> {
    const ids = new Uint32Array(await fetchBytes(routes.ids({ text }, { by: 'name' }), signal))
    const found = await studio.library.pictures({ ids: [...ids.subarray(0, MAX_PICTURES)] }, { signal })
    return found.map(({ id, name }) => ({
      id: `picture.${id}`,
      title: name,
      group: 'Pictures',
      image: routes.picture(id),
      run: async () => {
        await router.push({ name: 'parse', params: { picture: id } })
        selection.only(id)
      },
    }))
  }

  return { entries: () => [...setEntries(), ...setActions(), ...filters(), ...labels()], find }
}
