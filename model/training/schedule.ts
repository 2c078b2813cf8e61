import type { TrainingSettings } from './settings.ts'

/** Held-out pictures that a measurement during training looks at. */
export const MEASURED_PICTURES = 1024

/** Up to this step each one is recorded: the curves of a short run, and of a long one's start, are drawn from them. */
const RECORD_EACH_UNTIL = 100
/** Steps between lines of metrics.jsonl later. */
const RECORD_EVERY = 10

/** Whether a periodic action is due after `step`; after the last step it always is. */
export const isDue = (every: number, step: number, { updates }: Pick<TrainingSettings, 'updates'>): boolean =>
  step === updates || step % every === 0

/** Whether a step's figures are recorded even if the step was not measured; those of a measured step always are. */
export const isRecorded = (step: number, settings: Pick<TrainingSettings, 'updates'>): boolean =>
  step <= RECORD_EACH_UNTIL || isDue(RECORD_EVERY, step, settings)

/** What the parts of a training take, ms; parts that are not known yet count as 0. */
export interface Costs {
  readonly step: number
  readonly evaluation?: number
  readonly checkpoint?: number
}

type Planned = Pick<TrainingSettings, 'updates' | 'evaluateEvery' | 'checkpointEvery'>

/** How long it takes from `step` to the end, ms: the steps, and the measurements and checkpoints among them. */
export function millisecondsLeft(settings: Planned, step: number, costs: Costs): number {
  const { updates, evaluateEvery, checkpointEvery } = settings
  const left = (every: number) => timesDue(every, step, updates)
  const evaluations = left(evaluateEvery)
  // A measurement that is better than all before it is kept, and each is likely to be.
  const both = left(leastCommonMultiple(evaluateEvery, checkpointEvery))
  const checkpoints = left(checkpointEvery) + evaluations - both
  const { evaluation = 0, checkpoint = 0 } = costs
  return (updates - step) * costs.step + evaluations * evaluation + checkpoints * checkpoint
}

/** How many times a periodic action is still due after `step`. */
function timesDue(every: number, step: number, updates: number): number {
  const times = Math.floor(updates / every) - Math.floor(step / every)
  return step < updates && updates % every !== 0 ? times + 1 : times
}

function leastCommonMultiple(a: number, b: number): number {
  let [divisor, rest] = [a, b]
  while (rest > 0) [divisor, rest] = [rest, divisor % rest]
  return (a / divisor) * b
}
