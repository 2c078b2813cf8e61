import type { Figures } from '../../main/contract/runs.ts'

/**
 * Adds the metrics of another step. A run that resumes from an earlier checkpoint repeats steps: what was recorded of
 * them before is dropped.
 *
 * @param all ascending by step
 */
export function withFigures(all: readonly Figures[], next: Figures): readonly Figures[] {
  const last = all.at(-1)
  if (!last || last.step < next.step) return [...all, next]
  return [...all.filter(({ step }) => step < next.step), next]
}
