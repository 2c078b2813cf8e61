import { fileURLToPath } from 'node:url'

/** The compiled kernels, committed so that nobody needs a compiler to install. */
export const kernelsFile = fileURLToPath(new URL('kernels.wasm', import.meta.url))
