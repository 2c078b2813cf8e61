import type { TrainingSettings } from './settings.ts'

/** Held-out pictures a measurement during training looks at. */
export const MEASURED = 1024

/** Steps from the first on that are each recorded: a short run is drawn from them, and a long one's start. */
const EACH = 100
/** Steps between lines of metrics.jsonl later. */
const RECORD_EVERY = 10

/** Whether what comes every so many steps comes after `step`; after the last it always does. */
export const isDue = (every: number, step: number, { updates }: Pick<TrainingSettings, 'updates'>): boolean =>
  step === updates || step % every === 0

/** Whether a step's figures are recorded for themselves; those that were measured always are. */
export const isRecorded = (step: number, settings: Pick<TrainingSettings, 'updates'>): boolean =>
  step <= EACH || isDue(RECORD_EVERY, step, settings)

/** What the parts of a training take, ms; those that are not known yet count for nothing. */
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

/** How often what comes every so many steps is due after `step`. */
function timesDue(every: number, step: number, updates: number): number {
  const times = Math.floor(updates / every) - Math.floor(step / every)
  return step < updates && updates % every !== 0 ? times + 1 : times
}

function leastCommonMultiple(a: number, b: number): number {
  let [divisor, rest] = [a, b]
  while (rest > 0) [divisor, rest] = [rest, divisor % rest]
  return (a / divisor) * b
}
