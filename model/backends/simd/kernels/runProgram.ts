import type { ProgramSizes } from '../../../ops/runProgram.ts'
import { frameSize, requireScratch, sizeArguments } from './glimpse.ts'
import { kernel } from './kernel.ts'

export const runProgram = () => [
  kernel<ProgramSizes>('RunProgram', (backend, { theta, patch0, action0, saved }, sizes) => {
    const { glimpses, offset } = sizes
    const [batch, pixels] = patch0.shape
    const canvas = backend.allocate([batch, pixels])
    const [states, actions, patches] = [sizes.z, action0.shape[1], pixels].map((width) =>
      backend.allocate([batch, glimpses, width]),
    )
    const addresses = backend.addresses({ theta, patch0, action0, canvas, states, actions, patches, saved })
    backend.threads.run('runProgram', { ...addresses, ...sizeArguments(sizes), glimpses, offset }, batch)
    return [canvas, states, actions, patches]
  }),
  kernel<ProgramSizes>('RunProgramGrad', (backend, inputs, sizes) => {
    const { glimpses, offset } = sizes
    requireScratch(sizes, frameSize(backend, sizes), glimpses)
    const { dCanvas, dStates, dActions, dPatches } = inputs
    const { theta, patch0, action0, actions, patches, saved } = inputs
    const gradients = [theta, patch0, action0].map(({ shape }) => backend.allocate(shape))
    const [dTheta, dPatch0, dAction0] = gradients
    const received = backend.addresses({ dCanvas, dStates, dActions, dPatches })
    const read = backend.addresses({ theta, patch0, action0, actions, patches, saved })
    const written = backend.addresses({ dTheta, dPatch0, dAction0 })
    const settings = { ...sizeArguments(sizes), glimpses, offset }
    backend.threads.run('runProgramGrad', { ...received, ...read, ...written, ...settings }, theta.shape[0])
    return gradients
  }),
]
