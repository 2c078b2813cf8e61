import { homedir } from 'node:os'
import path from 'node:path'

/** The folder of a workspace: the named one, or the user's own. */
export function workspaceFolder(named: string | undefined): string {
  return named ?? defaultWorkspaceFolder(process.platform, process.env, homedir())
}

/** The default folder of a user's workspace: where each platform keeps such data. */
export function defaultWorkspaceFolder(
  platform: NodeJS.Platform,
  env: Readonly<Record<string, string | undefined>>,
  home: string,
): string {
  if (platform === 'win32') {
    return path.win32.join(env.APPDATA || path.win32.join(home, 'AppData', 'Roaming'), 'RNP Studio')
  }
  if (platform === 'darwin') return path.posix.join(home, 'Library', 'Application Support', 'RNP Studio')
  const data = env.XDG_DATA_HOME
  // The specification says that relative paths are ignored.
  return path.posix.join(
    data?.startsWith('/') ? data : path.posix.join(home, '.local', 'share'),
    'rnp-studio',
  )
}
