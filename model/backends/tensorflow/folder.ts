import { join } from 'node:path'
import { cacheFolder } from '../../cacheFolder.ts'

/** The version of the packages that matches our tfjs-core. */
export const TFJS_VERSION = '4.22.0'

/**
 * The folder into which `npm run setup:tensorflow` installs. It is the user's own, because `npm ci` empties node_modules
 * and the library takes minutes to download.
 */
export function tensorflowFolder(): string {
  return join(cacheFolder(), `tensorflow-${TFJS_VERSION}`)
}
