import { describe, expect, it } from 'vitest'
import { installTensorflow, useOwnHome } from './engine.testing.ts'
import { tryBackend } from './trial.ts'

useOwnHome()

describe('trying a backend', () => {
  it('gives what it runs on and the time of a training step', async () => {
    const trial = await tryBackend('simd')
    expect(trial).toMatchObject({ backend: 'simd', threads: expect.any(Number), wide: expect.any(Boolean) })
    expect(trial).toMatchObject({ milliseconds: expect.toSatisfy((ms: number) => ms > 1 && ms < 60_000) })
  })

  it('says that it is not installed', async () => {
    expect(await tryBackend('tensorflow')).toEqual({
      backend: 'tensorflow',
      refused: expect.stringMatching(/^TensorFlow is not installed/),
    })
  })

  it.each([
    [
      'throws',
      'throw new Error("libcudart.so.11.0: cannot open shared object file")',
      /libcudart\.so\.11\.0/,
    ],
    ['leaves', 'process.exit(7)', /^its process ended with exit code 7$/],
    [
      'crashes',
      'require("fs").writeSync(2, "F gpu.cc:1 no device\\n"); process.kill(process.pid, "SIGKILL")',
      /^its process ended with SIGKILL \(F gpu\.cc:1 no device\)$/,
    ],
  ])('says why a library that %s at its import does not run', async (_, script, refused) => {
    await installTensorflow(script)
    expect(await tryBackend('tensorflow')).toEqual({
      backend: 'tensorflow',
      refused: expect.stringMatching(refused),
    })
  })

  it('says that its process does not start', async () => {
    const { execPath } = process
    process.execPath = '/no/node'
    const trial = await tryBackend('simd')
    process.execPath = execPath
    expect(trial).toEqual({ backend: 'simd', refused: expect.stringMatching(/does not start: .*\/no\/node/) })
  })

  it('gives up on one that hangs, and ends its process', async () => {
    await installTensorflow('for (;;);')
    const refused = 'it was not ready after 2 s'
    expect(await tryBackend('tensorflow', 2000)).toEqual({ backend: 'tensorflow', refused })
  })
})
