import { mkdir, readFile, truncate, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { describe, expect, it } from 'vitest'
import { useOwnHome } from './engine.testing.ts'
import { recall, remember, rememberedFile, rememberedSince } from './remembered.ts'
import type { Trial } from './trial.ts'

useOwnHome()

const machine = { processor: 'abacus', node: 'v26.10.0' }
const trials: Trial[] = [
  { backend: 'simd', threads: 2, wide: true, milliseconds: 180 },
  { backend: 'tensorflow', refused: 'libcudart.so.11.0 is missing' },
]

describe('the trials of a machine', () => {
  it('are recalled as they were remembered', async () => {
    expect(await recall(machine)).toBeUndefined()
    await remember(machine, trials)
    expect(await recall(machine)).toEqual(trials)
  })

  it('are kept with the time they were made', async () => {
    expect(await rememberedSince()).toBeUndefined()
    const before = Date.now()
    await remember(machine, trials)
    const since = (await rememberedSince())!.getTime()
    expect(since).toBeGreaterThanOrEqual(before)
    expect(since).toBeLessThanOrEqual(Date.now())
  })

  it.each([
    ['the processor is another', { ...machine, processor: 'slide rule' }],
    ['a version is another', { ...machine, node: 'v26.11.0' }],
    ['something more is known of the machine', { ...machine, card: 'H200' }],
  ])('are not recalled where %s', async (_, other) => {
    await remember(machine, trials)
    expect(await recall(other)).toBeUndefined()
  })

  it('are not recalled from a file that is damaged or holds something else, and can be remembered again', async () => {
    await remember(machine, trials)
    const whole = JSON.parse(await readFile(rememberedFile(), 'utf8'))
    await truncate(rememberedFile(), 40)
    expect(await recall(machine)).toBeUndefined()
    expect(await rememberedSince()).toBeUndefined()
    await writeFile(rememberedFile(), JSON.stringify({ ...whole, trials: [{ backend: 'abacus' }] }))
    expect(await recall(machine)).toBeUndefined()
    await remember(machine, trials)
    expect(await recall(machine)).toEqual(trials)
  })

  it('are not remembered if the file cannot be written, which the error names', async () => {
    const folder = dirname(rememberedFile())
    await mkdir(dirname(folder), { recursive: true })
    await writeFile(folder, 'in the way')
    await expect(remember(machine, trials)).rejects.toMatchObject({
      kind: 'data',
      message: expect.stringContaining(rememberedFile()),
    })
    expect(await readFile(folder, 'utf8')).toBe('in the way')
  })
})
