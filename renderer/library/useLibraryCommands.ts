import { Copy, Download, Eye, Play, ScanSearch, Search, Trash2, Zap } from '@lucide/vue'
import { computed } from 'vue'
import { type Command, useViewCommands } from '../commands/commands.ts'
import { keyOf } from '../commands/keys.ts'
import { useLibrary } from '../state/library.ts'
import { usePlace } from '../state/place.ts'
import { useSelection } from '../state/selection.ts'
import type { MenuItems } from '../ui/menuItems.ts'
import type { LibraryActions } from './useLibraryActions.ts'
import { useWallCommands } from './useWallCommands.ts'

/** Registers the Library's commands, and returns the context menu of the selection. */
export function useLibraryCommands(
  actions: LibraryActions,
  view: { readonly preview: () => void; readonly find: () => void },
) {
  const library = useLibrary()
  const place = usePlace()
  const selection = useSelection()
  const here = () => library.total > 0
  const one = () => here() && place.picture !== undefined
  const some = () => here() && selection.count > 0

  const own: Omit<Command, 'view'>[] = [
    {
      id: 'library.open',
      title: 'Show the parse of this picture',
      icon: ScanSearch,
      key: 'Enter',
      enabled: one,
      run: () => void actions.open(),
    },
    {
      id: 'library.preview',
      title: 'Preview',
      icon: Eye,
      key: 'Space',
      enabled: one,
      run: view.preview,
    },
    {
      id: 'library.parse',
      title: 'Parse these pictures',
      icon: Zap,
      key: 'P',
      enabled: here,
      run: () => void actions.parse(),
    },
    {
      id: 'library.train',
      title: 'Train on these pictures',
      icon: Play,
      key: 'T',
      enabled: here,
      run: () => void actions.train(),
    },
    {
      id: 'library.export',
      title: 'Export their parses',
      icon: Download,
      key: 'E',
      enabled: here,
      run: () => void actions.exportParses(),
    },
    {
      id: 'library.copy',
      title: 'Copy the path',
      icon: Copy,
      key: 'Mod+C',
      enabled: one,
      run: () => void actions.copyPath(),
    },
    {
      id: 'library.remove',
      title: 'Remove from the library',
      icon: Trash2,
      key: 'Delete',
      enabled: some,
      run: () => void actions.remove(),
    },
    {
      id: 'library.all',
      title: 'Select all pictures shown',
      key: 'Mod+A',
      enabled: here,
      run: () => selection.select(library.ids, place.picture),
    },
    {
      id: 'library.none',
      title: 'Select no picture',
      key: 'Escape',
      enabled: () => some() || one(),
      run: selection.clear,
    },
    {
      id: 'library.find',
      title: 'Find by name',
      icon: Search,
      key: 'Mod+F',
      enabled: here,
      run: view.find,
    },
  ]
  useViewCommands('library', own)
  useWallCommands()

  const menu = computed<MenuItems>(() => {
    const item = (id: string) => {
      const { title, icon, run } = own.find((command) => command.id === id)!
      return { title, icon, keys: keyOf(id), run }
    }
    const reason = actions.notExportable.value
    return [
      item('library.open'),
      item('library.preview'),
      null,
      item('library.parse'),
      item('library.train'),
      { ...item('library.export'), disabled: reason !== undefined, reason },
      null,
      item('library.copy'),
      item('library.remove'),
    ]
  })
  return { menu }
}
