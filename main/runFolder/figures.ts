import { appendFileSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { METRICS_FILE } from '../../model/checkpoint/metrics.ts'
import type { Progress } from '../../model/training/train.ts'
import type { Figures } from '../contract/runs.ts'

/** Speed by step, one JSON object a line: metrics.jsonl has what repeats exactly, and speed does not. */
const PACE_FILE = 'pace.jsonl'

/** A line of metrics.jsonl, which has null for what is not finite, or what the trainer reports. */
type Line = Partial<Omit<Progress, 'step'>> & Pick<Progress, 'step'>

/**
 * What is recorded of a step, in the contract's words; undefined for a step that was dropped because its figures are not
 * finite. Before the first step there is the evaluation alone.
 */
export function figuresOf(line: Line): Figures | undefined {
  const { evaluation, step, imagesPerSecond } = line
  const heldOut =
    evaluation && areNumbers(evaluation.mse)
      ? { mse: evaluation.mse, partMse: numberOf(evaluation.partMse), kl: numberOf(evaluation.kl) }
      : undefined
  const { loss, rec, part, kl, gradNorm, learningRate } = line
  if (areNumbers(loss, rec, part, kl, gradNorm)) {
    return { step, loss, rec, part, kl, gradNorm, learningRate, imagesPerSecond, heldOut }
  }
  return step === 0 && heldOut ? { step, heldOut } : undefined
}

const areNumbers = (...values: unknown[]) => values.every(Number.isFinite)

const numberOf = (value: unknown) => (Number.isFinite(value) ? (value as number) : undefined)

/** Adds the speed at a step. It is no reason to end a run: where the disk is full, the figures themselves say so. */
export function addPace(folder: string, { step, imagesPerSecond }: Progress): void {
  try {
    appendFileSync(join(folder, PACE_FILE), `${JSON.stringify({ step, imagesPerSecond })}\n`)
  } catch {}
}

/** All recorded figures of a run, in order of their steps. Lines that a killed app left half written are passed over. */
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
