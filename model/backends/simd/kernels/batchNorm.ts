import { kernel } from './kernel.ts'
import { COLUMN_GROUP } from './layerNorm.ts'

export const batchNorm = () => [
  kernel<{ epsilon: number }>('BatchNormTrain', (backend, { x, gamma, beta }, { epsilon }) => {
    const [rows, columns] = x.shape
    const outputs = [x.shape, [columns], [columns]].map((shape) => backend.allocate(shape))
    const addresses = [x, gamma, beta, ...outputs].map((tensor) => backend.address(tensor))
    const groups = Math.ceil(columns / COLUMN_GROUP)
    backend.threads.run('batchNormTrain', [...addresses, rows, columns, epsilon], groups, { fixed: true })
    return outputs
  }),
  kernel<{ epsilon: number }>('BatchNormTrainGrad', (backend, inputs, { epsilon }) => {
    const { dy, x, gamma, mean, variance } = inputs
    const [rows, columns] = x.shape
    const gradients = [x.shape, [columns], [columns]].map((shape) => backend.allocate(shape))
    const addresses = [dy, x, gamma, mean, variance, ...gradients].map((tensor) => backend.address(tensor))
    const groups = Math.ceil(columns / COLUMN_GROUP)
    backend.threads.run('batchNormTrainGrad', [...addresses, rows, columns, epsilon], groups, { fixed: true })
    return gradients
  }),
]
