import { existsSync } from 'node:fs'
import { mkdir, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { fastestFirst, trials } from './choose.ts'
import { installTensorflow, useOwnHome } from './fixtures.ts'
import { rememberedFile } from './remembered.ts'
import * as trial from './trial.ts'

useOwnHome()

const tried = vi.spyOn(trial, 'tryBackend')
const notify = vi.fn<(line: string) => void>()

let milliseconds: number
beforeEach(() => {
  milliseconds = 100
  tried.mockReset().mockImplementation(async (backend) => ({ backend, milliseconds: milliseconds++ }))
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

  it('are made anew when asked for, and then remembered', async () => {
    await installTensorflow('')
    await trials(notify)
    const again = await trials(notify, { again: true })
    expect(again).toEqual([
      { backend: 'simd', milliseconds: 102 },
      { backend: 'tensorflow', milliseconds: 103 },
    ])
    expect(await trials(notify)).toEqual(again)
  })

  it('are given, saying so, where they cannot be remembered', async () => {
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
    expect(order).toEqual(['tensorflow', 'simd'])
  })
})
