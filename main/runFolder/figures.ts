import { appendFileSync } from 'node:fs'
import { join } from 'node:path'
import { METRICS_FILE } from '../../model/checkpoint/metrics.ts'
import { RnpError } from '../../model/errors.ts'
import { readRegularFile } from '../../model/regularFile.ts'
import type { Progress } from '../../model/training/train.ts'
import type { Figures } from '../contract/runs.ts'

/** Speed by step, one JSON object per line. It is not in metrics.jsonl, which is the same for every run of a seed. */
const PACE_FILE = 'pace.jsonl'

/** A line of metrics.jsonl, in which non-finite values are null, or what the trainer reports. */
type Line = Partial<Omit<Progress, 'step'>> & Pick<Progress, 'step'>

/**
 * Converts what is recorded of a step to the contract's figures; undefined for a step that was dropped because its
 * figures are not finite. Before the first step there is only the evaluation.
 */
export function figuresOf(line: Line): Figures | undefined {
  const { evaluation, step, imagesPerSecond } = line
  const heldOut =
    evaluation && areNumbers(evaluation.mse)
      ? { mse: evaluation.mse, partMse: numberOf(evaluation.partMse), kl: numberOf(evaluation.kl) }
      : undefined
  const { loss, rec, part, kl, gradNorm, learningRate } = line
  if (areNumbers(loss, rec, part, kl, gradNorm)) {
    const [rate, speed] = [numberOf(learningRate), numberOf(imagesPerSecond)]
    return { step, loss, rec, part, kl, gradNorm, learningRate: rate, imagesPerSecond: speed, heldOut }
  }
  return step === 0 && heldOut ? { step, heldOut } : undefined
}

const areNumbers = (...values: unknown[]) => values.every(Number.isFinite)

const numberOf = (value: unknown) => (Number.isFinite(value) ? (value as number) : undefined)

/** Records the speed at a step. Its errors do not end a run: if the disk is full, writing the metrics fails as well. */
export function addPace(folder: string, { step, imagesPerSecond }: Progress): void {
  try {
    appendFileSync(join(folder, PACE_FILE), `${JSON.stringify({ step, imagesPerSecond })}\n`)
  } catch {}
}

/**
 * Reads all recorded figures of a run, in order of their steps. Damaged lines, as a killed app leaves them, are skipped.
 *
 * @throws RnpError 'training' if one of the files exists but cannot be read
 */
export async function readFigures(folder: string): Promise<Figures[]> {
  const [lines, paces] = await Promise.all([
    readLines(join(folder, METRICS_FILE)),
    readLines(join(folder, PACE_FILE)),
  ])
  const pace = new Map(paces.map(({ step, imagesPerSecond }) => [step, imagesPerSecond]))
  return lines.flatMap((line) => figuresOf({ ...line, imagesPerSecond: pace.get(line.step) } as never) ?? [])
}

async function readLines(file: string): Promise<Record<string, unknown>[]> {
  const bytes = await readRegularFile(file).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return ''
    throw new RnpError(
      'training/unreadable',
      `${file} cannot be read: ${error.message}.`,
      'Look at it in the folder of the run.',
      { cause: error },
    )
  })
  return String(bytes)
    .split('\n')
    .flatMap((line) => {
      try {
        const fields = JSON.parse(line)
        return isOfStep(fields) ? [fields] : []
      } catch {
        return []
      }
    })
}

function isOfStep(fields: unknown): boolean {
  const { step } = (fields ?? {}) as { step?: unknown }
  return Number.isSafeInteger(step) && Number(step) >= 0
}
