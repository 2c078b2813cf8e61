import { expect, it } from 'vitest'
import { fakeRunSettings } from '../client/fake.testing.ts'
import { settingRows, settingText } from './settingRows.ts'

const field = (name: string, value: number) => ({
  name,
  title: name,
  about: '',
  least: 0,
  most: 1,
  whole: false,
  default: value,
})

it('shows each setting with its value, and with the default if that differs', () => {
  const run = { settings: { ...fakeRunSettings, clip: 10, learningRate: 0.0003 } }
  const rows = settingRows(run, [field('clip', 10), field('learningRate', 0.0005), field('unheardOf', 1)])
  expect(rows.map(({ value }) => value)).toEqual(['10', '3e-4'])
  expect(rows.map((row) => row.default)).toEqual([undefined, '5e-4'])
})

it('writes numbers short and exact', () => {
  expect(settingText(0)).toBe('0')
  expect(settingText(0.998)).toBe('0.998')
  expect(settingText(0.00015)).toBe('1.5e-4')
  expect(settingText(9500)).toBe('9,500')
})
