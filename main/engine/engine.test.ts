import { beforeEach, describe, expect, it, vi } from 'vitest'
import { RnpError } from '../../model/errors.ts'
import * as backend from './backend.ts'
import * as choose from './choose.ts'
import { complaints, startEngine, stopEngine } from './engine.ts'
import type { BackendName } from './names.ts'
import type { Trial } from './trial.ts'

const trials = vi.spyOn(choose, 'trials')
const start = vi.spyOn(backend, 'startBackend')
const notify = vi.fn<(line: string) => void>()

const simd: Trial = { backend: 'simd', threads: 2, wide: true, milliseconds: 180 }
const tensorflow: Trial = { backend: 'tensorflow', device: 'H200', library: 'tfjs 1', milliseconds: 20 }
const runsOn = {
  simd: { backend: 'simd', threads: 2, wide: true },
  tensorflow: { backend: 'tensorflow', device: 'H200', library: 'tfjs 1' },
  cpu: { backend: 'cpu', threads: 1 },
} as const

/** Has these backends start, and no others. */
function startable(...names: BackendName[]): void {
  start.mockImplementation(async (name) => {
    if (names.includes(name)) return runsOn[name]
    throw new RnpError('engine/not-started', `${name} is out of order.`, 'Repair it.')
  })
}

beforeEach(() => {
  trials.mockReset().mockResolvedValue([simd, tensorflow])
  start.mockReset()
  notify.mockReset()
  startable('simd', 'tensorflow', 'cpu')
})

const started = () => start.mock.calls.map(([name]) => name)

describe('the engine', () => {
  it('is the fastest backend, with the figures it was chosen by', async () => {
    expect(await startEngine({ backend: 'auto' }, notify)).toEqual({
      ...runsOn.tensorflow,
      trials: [simd, tensorflow],
    })
    expect(started()).toEqual(['tensorflow'])
  })

  it('is simd where there was nothing to choose between', async () => {
    trials.mockResolvedValue([])
    expect(await startEngine({ backend: 'auto' }, notify)).toEqual({ ...runsOn.simd, trials: [] })
  })

  it('is the one that is named, and nothing is measured', async () => {
    expect(await startEngine({ backend: 'cpu' }, notify)).toEqual({ ...runsOn.cpu, trials: [] })
    expect(trials).not.toHaveBeenCalled()
  })

  it('is simd where threads are given', async () => {
    await startEngine({ backend: 'auto', threads: 2 }, notify)
    expect(start.mock.calls).toEqual([['simd', 2]])
    expect(trials).not.toHaveBeenCalled()
  })

  it('is the next fastest, saying so, if the fastest no longer starts', async () => {
    startable('simd', 'cpu')
    expect(await startEngine({ backend: 'auto' }, notify)).toMatchObject(runsOn.simd)
    expect(notify).toHaveBeenCalledWith(
      'The tensorflow backend does not start: tensorflow is out of order. Continuing with simd.',
    )
  })

  it('is chosen by a new measurement if the fastest no longer starts', async () => {
    startable('simd', 'cpu')
    const fresh: Trial[] = [simd, { backend: 'tensorflow', refused: 'it crashes' }]
    trials.mockResolvedValueOnce([simd, tensorflow]).mockResolvedValueOnce(fresh)
    expect(await startEngine({ backend: 'auto' }, notify)).toEqual({ ...runsOn.simd, trials: fresh })
    expect(trials.mock.calls).toEqual([[notify], [notify, { again: true }]])
    expect(started()).toEqual(['tensorflow', 'simd', 'simd'])
  })

  it('is plain JavaScript as the last resort', async () => {
    startable('cpu')
    trials.mockResolvedValue([{ backend: 'tensorflow', refused: 'it crashes' }])
    expect(await startEngine({ backend: 'auto' }, notify)).toMatchObject(runsOn.cpu)
    expect(started()).toEqual(['simd', 'cpu'])
  })

  it('is never another one than the named one, even if that does not start', async () => {
    startable('cpu')
    await expect(startEngine({ backend: 'simd' }, notify)).rejects.toMatchObject({ kind: 'engine' })
    expect(started()).toEqual(['simd'])
  })

  it('is chosen by a new measurement if the card is not the one that was measured', async () => {
    const lost: Trial = { ...tensorflow, device: 'CPU', milliseconds: 400 }
    start.mockImplementation(async (name) => ({
      ...runsOn[name],
      device: name === 'simd' ? undefined : 'CPU',
    }))
    trials.mockResolvedValueOnce([simd, tensorflow]).mockResolvedValueOnce([simd, lost])
    expect(await startEngine({ backend: 'auto' }, notify)).toMatchObject({
      ...runsOn.simd,
      trials: [simd, lost],
    })
    expect(trials).toHaveBeenLastCalledWith(notify, { again: true })
  })
})

describe('complaints', () => {
  it.each<[string, Trial, string]>([
    [
      'why a backend that is not taken is slow',
      { ...tensorflow, device: 'CPU', complaint: 'It could not load libcudart.so.11.0.', milliseconds: 1400 },
      'It could not load libcudart.so.11.0.',
    ],
    ['why it does not run', { backend: 'tensorflow', refused: 'libcudnn is missing' }, 'libcudnn is missing'],
  ])('say %s, and how to try it again', (_, other, missed) => {
    expect(complaints({ ...runsOn.simd, trials: [simd, other] })).toEqual([
      `tensorflow is not used (npm run rnp -- engine --again measures again): ${missed}`,
    ])
  })

  it('are none of a backend that is only slower', () => {
    expect(complaints({ ...runsOn.simd, trials: [simd, { ...tensorflow, milliseconds: 400 }] })).toEqual([])
  })

  it('say why a library for graphics cards runs without one, once', () => {
    const complaint = 'It lacks libcudnn.so.8.'
    const engine = { ...runsOn.tensorflow, complaint, trials: [simd, { ...tensorflow, complaint }] }
    expect(complaints(engine)).toEqual([complaint])
  })
})

describe('backends', () => {
  it.each(['tensorflow', 'cpu'] as const)('refuses threads for %s', async (name) => {
    start.mockRestore()
    await expect(backend.startBackend(name, 2)).rejects.toMatchObject({
      kind: 'usage',
      message: `The ${name} backend has no option for its number of threads.`,
    })
    await stopEngine()
  })
})
