import { fileURLToPath } from 'node:url'

/** The trained model that comes with the project: a checkpoint's folder. */
export const SHIPPED = fileURLToPath(new URL('../../assets/checkpoints/mnist-compact', import.meta.url))
