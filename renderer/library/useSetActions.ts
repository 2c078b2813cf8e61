import { FolderSearch, FolderSync, Link, PencilLine, Trash2, Zap } from '@lucide/vue'
import type { Invert, PictureSet } from '../../main/contract/library.ts'
import { useStudio } from '../client/studio.ts'
import { chooseFolder } from '../import/choose.ts'
import { useJobs } from '../state/jobs.ts'
import { attempt } from '../state/toasts.ts'
import { sayDone } from '../state/undo.ts'
import type { MenuItems } from '../ui/menuItems.ts'

const INVERTS: readonly { value: Invert; title: string }[] = [
  { value: 'auto', title: 'Invert: pictures with a light border' },
  { value: 'always', title: 'Invert: all pictures' },
  { value: 'never', title: 'Invert: no pictures' },
]

/** The actions on a set. */
export function useSetActions() {
  const { library, parses } = useStudio()
  const jobs = useJobs()

  async function remove({ id, name }: PictureSet): Promise<void> {
    const removed = await attempt(library.removeSet({ id }).then(() => true))
    if (removed) sayDone(`Removed ${name} from the library. The files stay.`)
  }

  async function relink({ id, path: before }: PictureSet): Promise<void> {
    // The dialog begins in the parent folder, where a renamed folder still is.
    const path = await chooseFolder('Where are the missing files now?', before?.replace(/[\\/][^\\/]+$/, ''))
    if (path !== undefined) await attempt(library.relink({ id, path }))
  }

  /** The menu of a set. @param rename starts to edit its name; without it the menu has no such item */
  function itemsOf(set: PictureSet, rename?: () => void): MenuItems {
    const { id, invert, generated, missing } = set
    const busy = jobs.ofSet(id) !== undefined
    return [
      ...(rename ? [{ title: 'Rename …', icon: PencilLine, run: rename }] : []),
      {
        title: 'Parse all pictures',
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
              title: 'Look for new pictures',
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
