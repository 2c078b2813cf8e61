import { expect, it } from 'vitest'
import { benchCase } from './cases.ts'
import { costTable, runsOf } from './costTable.ts'

it('the table has a row for each batch, each number of glimpses and each depth, with costs per picture', async () => {
  const measured: string[] = []
  const lines = []
  const measure = async (name: string) => {
    measured.push(benchCase(name).name)
    return name.startsWith('train') ? 128 : 32
  }
  for await (const line of costTable(measure)) lines.push(line)
  const rows = lines.slice(2).map((line) =>
    line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim()),
  )
  expect(rows.map(([batch, glimpses]) => `${batch}: ${glimpses}`)).toEqual([
    ...[1, 2, 4, 8, 16, 32, 64, 128, 256].map((batch) => `${batch}: 4 x 4`),
    ...[2, 3, 5, 6, 7, 8].map((glimpses) => `64: ${glimpses} x ${glimpses}`),
    '64: 4',
    '64: 4 x 4 x 4',
  ])
  expect(rows[6].slice(2)).toEqual(['5', '20', '128.0', '2.00', '32.0', '0.50'])
  expect(measured.slice(-2)).toEqual(['train-64-mnist-compact-4x4x4', 'parse-64-mnist-compact-4x4x4'])
})

it('counts the programs of a tree and the glimpses they run, lowest level first', () => {
  expect(runsOf([4])).toEqual({ programs: 1, run: 4 })
  expect(runsOf([2, 3])).toEqual({ programs: 1 + 3, run: 3 + 3 * 2 })
  expect(runsOf([2, 3, 4])).toEqual({ programs: 1 + 4 + 12, run: 4 + 12 + 24 })
})
