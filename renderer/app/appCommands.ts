import { Download, FolderOpen, Images, Keyboard, Moon, Plus, Redo2, Search, Undo2 } from '@lucide/vue'
import { type Component, nextTick, onScopeDispose } from 'vue'
import { useRouter } from 'vue-router'
import type { MenuCommand } from '../../main/contract/bridge.ts'
import { type Command, findCommand, isEnabled, useCommands } from '../commands/commands.ts'
import { EVERYWHERE } from '../commands/keymap.ts'
import { chooseAndImport } from '../import/choose.ts'
import { appDialog } from '../state/dialogs.ts'
import { themes, useDark, useTheme } from '../state/theme.ts'
import { redo, undo } from '../state/undo.ts'
import { engineCommands } from './engineCommands.ts'
import { views } from './router.ts'

/** What can be asked for in every view, by key, palette and Electron's menu. */
export function useAppCommands(): void {
  const router = useRouter()
  const theme = useTheme()
  const dark = useDark()
  const group = EVERYWHERE
  const turnTheme = () => {
    theme.value = dark.value ? 'light' : 'dark'
  }
  /** A command of another view, which is gone to first; where that view is there it has the command itself. */
  const elsewhere = (
    view: (typeof views)[number]['name'],
    id: string,
    title: string,
    icon: Component,
  ): Command => ({
    id: `app.${id}`,
    title,
    group,
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
    ...views.map((view) => ({
      id: `view.${view.name}`,
      title: `Go to ${view.title}`,
      group,
      key: view.key,
      run: () => void router.push({ name: view.name }),
    })),
    elsewhere('train', 'train.new', 'New run', Plus),
    elsewhere('library', 'library.find', 'Find pictures by name', Search),
    {
      id: 'app.palette',
      title: 'Find a command, picture, run or label',
      group,
      icon: Search,
      key: 'Mod+K',
      hidden: true,
      run: () => appDialog.open('palette'),
    },
    { id: 'app.keys', title: 'Keys', group, icon: Keyboard, key: '?', run: () => appDialog.open('keys') },
    { id: 'app.undo', title: 'Undo', group, icon: Undo2, key: 'Mod+Z', run: () => void undo() },
    { id: 'app.redo', title: 'Redo', group, icon: Redo2, key: 'Mod+Shift+Z', run: () => void redo() },
    {
      id: 'app.folder',
      title: 'Add a folder of pictures',
      group,
      icon: FolderOpen,
      key: 'Mod+O',
      run: () => void chooseAndImport('folder'),
    },
    {
      id: 'app.files',
      title: 'Add picture files, zips or IDX files',
      group,
      icon: Images,
      key: 'Mod+Shift+O',
      run: () => void chooseAndImport('files'),
    },
    {
      id: 'app.starters',
      title: 'Add Glyphs or a public data set',
      group,
      icon: Download,
      run: () => appDialog.open('starters'),
    },
    {
      id: 'app.theme',
      title: 'Theme: switch dark and light',
      group,
      icon: Moon,
      key: 'Mod+Shift+L',
      run: turnTheme,
    },
    ...themes.map(({ value, title, icon }) => ({
      id: `app.theme.${value}`,
      title: `Theme: ${title.toLowerCase()}`,
      group,
      icon,
      checked: () => theme.value === value,
      run: () => {
        theme.value = value
      },
    })),
    ...engineCommands(),
  ]
  useCommands(own)

  const menu: Readonly<Record<MenuCommand, string>> = {
    'open-folder': 'app.folder',
    'open-files': 'app.files',
    undo: 'app.undo',
    redo: 'app.redo',
    'view-library': 'view.library',
    'view-train': 'view.train',
    'view-parse': 'view.parse',
    theme: 'app.theme',
    shortcuts: 'app.keys',
  }
  const stop = window.studioBridge?.onCommand((name) => own.find(({ id }) => id === menu[name])?.run())
  if (stop) onScopeDispose(stop)
}
