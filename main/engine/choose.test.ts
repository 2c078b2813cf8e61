import { existsSync } from 'node:fs'
import { mkdir, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import * as device from '../../model/backends/tensorflow/device.ts'
import { fastestFirst, trials } from './choose.ts'
import { installTensorflow, useOwnHome } from './engine.testing.ts'
import { complaints } from './engine.ts'
import { rememberedFile } from './remembered.ts'
import * as trial from './trial.ts'

useOwnHome()

const tried = vi.spyOn(trial, 'tryBackend')
const cards = vi.spyOn(device, 'graphicsCards')
const notify = vi.fn<(line: string) => void>()

let milliseconds: number
beforeEach(() => {
  milliseconds = 100
  tried.mockReset().mockImplementation(async (backend) => ({ backend, milliseconds: milliseconds++ }))
  cards.mockReset().mockResolvedValue(['NVIDIA T4, 535.104'])
  notify.mockReset()
})

const first = [
  { backend: 'simd', milliseconds: 100 },
  { backend: 'tensorflow', milliseconds: 101 },
]

describe('the trials to choose by', () => {
  it('are none where TensorFlow is not installed: nothing is measured, and nothing written', async () => {
    expect(await trials(notify)).toEqual([])
    expect(tried).not.toHaveBeenCalled()
    expect(notify).not.toHaveBeenCalled()
    expect(existsSync(rememberedFile())).toBe(false)
  })

  it('are made at first use, saying so, and remembered', async () => {
    await installTensorflow('')
    expect(await trials(notify)).toEqual(first)
    expect(notify.mock.calls).toEqual([[expect.stringMatching(/^Measuring which backend/)]])
    expect(await trials(notify)).toEqual(first)
    expect(tried).toHaveBeenCalledTimes(2)
    expect(notify).toHaveBeenCalledOnce()
  })

  it('are not made in the packaged app, which cannot start a process for them: it uses simd and says why', async () => {
    await installTensorflow('')
    const known = await trials(notify, { packaged: true })
    expect(tried).not.toHaveBeenCalled()
    expect(existsSync(rememberedFile())).toBe(false)
    expect(fastestFirst(known)).toEqual([])
    expect(complaints({ backend: 'simd', trials: known })).toEqual([
      expect.stringMatching(/^tensorflow is not used .* cannot try it/),
    ])
  })

  it('are made again when asked for, and then remembered', async () => {
    await installTensorflow('')
    await trials(notify)
    const again = await trials(notify, { again: true })
    expect(again).toEqual([
      { backend: 'simd', milliseconds: 102 },
      { backend: 'tensorflow', milliseconds: 103 },
    ])
    expect(await trials(notify)).toEqual(again)
  })

  it.each([
    ['card', ['NVIDIA H200, 535.104']],
    ['driver', ['NVIDIA T4, 570.86']],
    ['number of cards', []],
  ])('are made again if there is another %s', async (_, now) => {
    await installTensorflow('')
    await trials(notify)
    cards.mockResolvedValue(now)
    await trials(notify)
    expect(await trials(notify)).toMatchObject([{ milliseconds: 102 }, { milliseconds: 103 }])
    expect(tried).toHaveBeenCalledTimes(4)
  })

  it('are kept separately without the 256-bit pass, so that neither displaces the other', async () => {
    await installTensorflow('')
    await trials(notify)
    vi.stubEnv('RNP_WIDE', '0')
    const narrow = await trials(notify)
    expect(narrow).toMatchObject([{ milliseconds: 102 }, { milliseconds: 103 }])
    vi.stubEnv('RNP_WIDE', undefined)
    expect(await trials(notify)).toEqual(first)
    vi.stubEnv('RNP_WIDE', '0')
    expect(await trials(notify)).toEqual(narrow)
  })

  it('are returned, saying so, if they cannot be remembered', async () => {
    await installTensorflow('')
    await mkdir(dirname(rememberedFile()), { recursive: true })
    await mkdir(rememberedFile())
    await writeFile(`${rememberedFile()}/inside`, '')
    expect(await trials(notify)).toEqual(first)
    expect(notify).toHaveBeenLastCalledWith(expect.stringMatching(/Cannot write .*engine\.json.* next time/))
  })
})

describe('fastestFirst', () => {
  it('orders the backends that ran by their times', () => {
    const order = fastestFirst([
      { backend: 'cpu', refused: 'too old' },
      { backend: 'simd', milliseconds: 180 },
      { backend: 'tensorflow', milliseconds: 90 },
    ])
    expect(order.map(({ backend }) => backend)).toEqual(['tensorflow', 'simd'])
  })
})
