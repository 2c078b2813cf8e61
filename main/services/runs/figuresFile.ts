import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { METRICS_FILE } from '../../../model/training/metrics.ts'
import type { Figures } from '../../contract/runs.ts'
import { figuresOf } from '../../engine/figures.ts'
import { PACE_FILE } from '../../engine/runFolder.ts'

/** All recorded figures of a run, in order of their steps. What a killed app left half written is passed over. */
export async function readFigures(folder: string): Promise<Figures[]> {
  const [lines, paces] = await Promise.all([
    readLines(join(folder, METRICS_FILE)),
    readLines(join(folder, PACE_FILE)),
  ])
  const pace = new Map(paces.map(({ step, imagesPerSecond }) => [step, imagesPerSecond]))
  return lines.flatMap((line) => figuresOf({ ...line, imagesPerSecond: pace.get(line.step) } as never) ?? [])
}

async function readLines(file: string): Promise<Record<string, unknown>[]> {
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return ''
    throw error
  })
  return text.split('\n').flatMap((line) => {
    try {
      return line === '' ? [] : [JSON.parse(line)]
    } catch {
      return []
    }
  })
}
