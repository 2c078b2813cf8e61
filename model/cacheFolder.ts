import { homedir } from 'node:os'
import { join } from 'node:path'

/** This user's folder for what the program can make again (XDG_CACHE_HOME, ~/Library/Caches, LOCALAPPDATA). */
export function cacheFolder(): string {
  return join(userCaches(), 'rnp-studio')
}

function userCaches(): string {
  const { env, platform } = process
  if (platform === 'win32') return env.LOCALAPPDATA || join(homedir(), 'AppData', 'Local')
  if (platform === 'darwin') return join(homedir(), 'Library', 'Caches')
  return env.XDG_CACHE_HOME || join(homedir(), '.cache')
}
