import { startSimd, stopSimd } from './simd/index.ts'
import { startTensorflow, stopTensorflow } from './tensorflow/index.ts'

/** The backend that the model's tests run on: `RNP_BACKEND=tensorflow npm test -- model/rnp` runs them on that one. */
export const testBackend = process.env.RNP_BACKEND === 'tensorflow' ? 'tensorflow' : 'simd'

/** Starts that backend; ours on one thread. */
export async function startForTests(): Promise<void> {
  await (testBackend === 'simd' ? startSimd({ threads: 1 }) : startTensorflow())
}

export function stopForTests(): Promise<void> {
  return testBackend === 'simd' ? stopSimd() : stopTensorflow()
}
