import { Download, FolderOpen, Images, Keyboard, LayoutGrid, Moon, Redo2, Search, Undo2 } from '@lucide/vue'
import { nextTick, onScopeDispose } from 'vue'
import { useRouter } from 'vue-router'
import type { ViewName } from '../../main/contract/views.ts'
import { type Command, findCommand, isEnabled, useCommands } from '../commands/commands.ts'
import { useChooser } from '../import/useChooser.ts'
import { appDialog } from '../state/dialogs.ts'
import { useLibrary } from '../state/library.ts'
import { themes, useDark, useTheme } from '../state/theme.ts'
import { redo, undo } from '../state/undo.ts'
import { wallFocus } from '../state/wallFocus.ts'
import { engineCommands } from './engineCommands.ts'
import { views } from './views.ts'

/** The commands that are available in every view, by key, palette and Electron's menu. */
export function useAppCommands(): void {
  const router = useRouter()
  const { chooseAndImport } = useChooser()
  const library = useLibrary()
  const theme = useTheme()
  const dark = useDark()
  const switchTheme = () => {
    theme.value = dark.value ? 'light' : 'dark'
  }
  /** A command of another view: goes there first. It is disabled while that view, with the command itself, is in sight. */
  const elsewhere = (
    view: ViewName,
    { id, title, icon }: Pick<Command, 'id' | 'title' | 'icon'>,
  ): Command => ({
    id: `app.${id}`,
    title,
    icon,
    enabled: () => !findCommand(id),
    run: async () => {
      await router.push({ name: view })
      await nextTick()
      const command = findCommand(id)
      if (command && isEnabled(command)) command.run()
    },
  })
  const own: Command[] = [
    ...views.map(({ name, title, key, icon }) => ({
      id: `view.${name}`,
      title: `Go to ${title}`,
      icon,
      key,
      run: () => void router.push({ name }),
    })),
    ...views.flatMap(({ name, offers = [] }) => offers.map((command) => elsewhere(name, command))),
    {
      id: 'app.palette',
      title: 'Find a command, picture, run or label',
      icon: Search,
      key: 'Mod+K',
      hidden: true,
      run: () => appDialog.open('palette'),
    },
    {
      id: 'app.wall',
      title: 'Go to the wall of pictures',
      icon: LayoutGrid,
      key: 'Mod+G',
      enabled: () => library.total > 0 && !appDialog.current.value,
      run: async () => {
        await router.push({ name: 'library' })
        wallFocus.ask()
      },
    },
    {
      id: 'app.keys',
      title: 'Keyboard shortcuts',
      icon: Keyboard,
      key: '?',
      run: () => appDialog.open('keys'),
    },
    { id: 'app.undo', title: 'Undo', icon: Undo2, key: 'Mod+Z', run: () => void undo() },
    { id: 'app.redo', title: 'Redo', icon: Redo2, key: 'Mod+Shift+Z', run: () => void redo() },
    {
      id: 'app.folder',
      title: 'Add a folder of pictures',
      icon: FolderOpen,
      key: 'Mod+O',
      run: () => void chooseAndImport('folder'),
    },
    {
      id: 'app.files',
      title: 'Add picture files, zips or IDX files',
      icon: Images,
      key: 'Mod+Shift+O',
      run: () => void chooseAndImport('files'),
    },
    {
      id: 'app.starters',
      title: 'Add Glyphs or a public data set',
      icon: Download,
      run: () => appDialog.open('starters'),
    },
    {
      id: 'app.theme',
      title: 'Switch theme',
      icon: Moon,
      key: 'Mod+Shift+L',
      run: switchTheme,
    },
    ...themes.map(({ value, title, icon }) => ({
      id: `app.theme.${value}`,
      title: `Theme: ${title.toLowerCase()}`,
      icon,
      checked: () => theme.value === value,
      run: () => {
        theme.value = value
      },
    })),
    ...engineCommands(),
  ]
  useCommands(own)

  const stop = window.studioBridge?.onCommand((asked) => own.find(({ id }) => id === asked)?.run())
  if (stop) onScopeDispose(stop)
}
