import { existsSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'

/** The root of the sources, or of what was compiled from them (out/). */
const here = fileURLToPath(new URL('../..', import.meta.url))

/** Whether this runs from the sources, so that it can be built. */
export const fromSources = existsSync(path.join(here, 'vite.config.ts'))

/** Where the build writes. */
export const out = fromSources ? path.join(here, 'out') : here

/** The project's root. */
export const root = fromSources ? here : path.dirname(here)

/** The built pages of the window. */
export const pagesFolder = path.join(out, 'renderer')
