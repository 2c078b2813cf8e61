import type { ProgramSizes } from '../../../ops/runProgram.ts'
import { frameSize, requireScratch, sizeArguments } from './glimpse.ts'
import { kernel } from './kernel.ts'

export const runProgram = () => [
  kernel<ProgramSizes>('RunProgram', (backend, { theta, patch0, action0, saved }, sizes) => {
    const { glimpses, offset } = sizes
    const [batch, pixels] = patch0.shape
    const perGlimpse = [sizes.z, action0.shape[1], pixels].map((width) =>
      backend.allocate([batch, glimpses, width]),
    )
    const outputs = [backend.allocate([batch, pixels]), ...perGlimpse]
    const addresses = [theta, patch0, action0, ...outputs, saved].map((tensor) => backend.address(tensor))
    backend.threads.run('runProgram', [...addresses, ...sizeArguments(sizes), glimpses, offset], batch)
    return outputs
  }),
  kernel<ProgramSizes>('RunProgramGrad', (backend, inputs, sizes) => {
    const { glimpses, offset } = sizes
    requireScratch(sizes, frameSize(backend, sizes), glimpses)
    const { dCanvas, dStates, dActions, dPatches } = inputs
    const { theta, patch0, action0, actions, patches, saved } = inputs
    const gradients = [theta, patch0, action0].map(({ shape }) => backend.allocate(shape))
    const tensors = [dCanvas, dStates, dActions, dPatches, theta, patch0, action0, actions, patches, saved]
    const addresses = [...tensors, ...gradients].map((tensor) => backend.address(tensor))
    const args = [...addresses, ...sizeArguments(sizes), glimpses, offset]
    backend.threads.run('runProgramGrad', args, theta.shape[0])
    return gradients
  }),
]
