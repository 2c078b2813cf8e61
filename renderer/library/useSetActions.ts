import { FolderSearch, FolderSync, Link, PencilLine, Trash2, Zap } from '@lucide/vue'
import type { Invert, PictureSet } from '../../main/contract/library.ts'
import { useStudio } from '../client/studio.ts'
import { chooseFolder } from '../import/choose.ts'
import { useJobs } from '../state/jobs.ts'
import { attempt } from '../state/toasts.ts'
import { sayDone } from '../state/undo.ts'
import type { MenuItems } from '../ui/menuItems.ts'

const INVERTS: readonly { value: Invert; title: string }[] = [
  { value: 'auto', title: 'Light ink: each picture by its border' },
  { value: 'always', title: 'Light ink: turn all round' },
  { value: 'never', title: 'Light ink: as they are' },
]

/** What can be done with a set. */
export function useSetActions() {
  const { library, parses } = useStudio()
  const jobs = useJobs()

  async function remove({ id, name }: PictureSet): Promise<void> {
    const removed = await attempt(library.removeSet({ id }).then(() => true))
    if (removed) sayDone(`${name} taken out of the library. The files stay.`)
  }

  async function relink({ id, path: before }: PictureSet): Promise<void> {
    // A folder that was renamed is beside where it was.
    const path = await chooseFolder('Where are the missing files now?', before?.replace(/[\\/][^\\/]+$/, ''))
    if (path !== undefined) await attempt(library.relink({ id, path }))
  }

  /** The menu of a set; @param rename opens its name to be changed, where that is in sight */
  function itemsOf(set: PictureSet, rename?: () => void): MenuItems {
    const { id, invert, generated, missing } = set
    const busy = jobs.ofSet(id) !== undefined
    return [
      ...(rename ? [{ title: 'Rename …', icon: PencilLine, run: rename }] : []),
      {
        title: 'Parse all of it',
        icon: Zap,
        run: () => void attempt(parses.parseAll({ filter: { sets: [id] } })),
      },
      null,
      ...INVERTS.map(({ value, title }) => ({
        title,
        checked: invert === value,
        run: () => void attempt(library.setInvert({ id, invert: value })),
      })),
      ...(generated
        ? []
        : [
            null,
            {
              title: 'Read again for new pictures',
              icon: FolderSync,
              disabled: busy,
              run: () => void attempt(library.refresh({ id })),
            },
            {
              title: 'Check for missing files',
              icon: FolderSearch,
              disabled: busy,
              run: () => void attempt(library.check({ id })),
            },
            {
              title: 'Find missing files …',
              icon: Link,
              disabled: busy || missing === 0,
              run: () => void relink(set),
            },
          ]),
      null,
      { title: 'Remove from the library', icon: Trash2, run: () => void remove(set) },
    ]
  }
  return { itemsOf, relink }
}
