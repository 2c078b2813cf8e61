import { homedir } from 'node:os'
import path from 'node:path'

/** The folder of a workspace: the one named, or the person's own. */
export function workspaceFolder(named: string | undefined): string {
  return named ?? defaultWorkspaceFolder(process.platform, process.env, homedir())
}

/** Where a person's workspace lies unless they name another folder: where each platform keeps such data. */
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
  // The specification has relative ones ignored.
  return path.posix.join(
    data?.startsWith('/') ? data : path.posix.join(home, '.local', 'share'),
    'rnp-studio',
  )
}
