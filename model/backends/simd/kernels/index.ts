import type * as tf from '@tensorflow/tfjs-core'
import { adam } from './adam.ts'
import { affineSample } from './affineSample.ts'
import { batchNorm } from './batchNorm.ts'
import { conv } from './conv.ts'
import { elementwise } from './elementwise.ts'
import { generateWeights } from './generateWeights.ts'
import { glimpse } from './glimpse.ts'
import { hiddenLayer } from './hiddenLayer.ts'
import { layerNorm } from './layerNorm.ts'
import { matMul } from './matMul.ts'
import { pool } from './pool.ts'
import { runProgram } from './runProgram.ts'
import { shapes } from './shapes.ts'
import { sums } from './sum.ts'

/** All our kernels; call it after tfjs-backend-cpu, which some fall back on, has registered its own. */
export const simdKernels = (): tf.KernelConfig[] => [
  ...elementwise(),
  ...matMul(),
  ...conv(),
  ...pool(),
  ...sums(),
  ...shapes(),
  ...runProgram(),
  ...layerNorm(),
  ...hiddenLayer(),
  ...generateWeights(),
  ...glimpse(),
  ...batchNorm(),
  ...affineSample(),
  ...adam(),
]
