import type { Figures } from '../../main/contract/runs.ts'
import { formatError, formatRate } from '../base/format.ts'

/** A curve that can be drawn of a run. */
export interface Metric {
  readonly id: 'loss' | 'rec' | 'part' | 'kl' | 'heldOut' | 'rate'
  readonly title: string
  /** What it says, in a line. */
  readonly about: string
  /** Its value at a step; undefined at the steps where it was not measured. */
  readonly of: (figures: Figures) => number | undefined
  readonly format: (value: number) => string
  /** An error: always above 0, so that its axis may be logarithmic. */
  readonly log: boolean
  /** Measured at few steps: each is marked, and none is smoothed away. */
  readonly sparse?: boolean
}

const figure = new Intl.NumberFormat('en', { maximumSignificantDigits: 4, useGrouping: false })
const format = (value: number): string => figure.format(value)

/** The curves, in the order in which they are drawn. */
export const metrics: readonly Metric[] = [
  {
    id: 'loss',
    title: 'Loss',
    about: 'What training makes smaller: the weighted sum of the errors and the KL.',
    of: ({ loss }) => loss,
    format,
    log: true,
  },
  {
    id: 'heldOut',
    title: 'Held-out error',
    about: 'Mean squared error per pixel on pictures that it does not learn from; step 0: before the first.',
    of: ({ heldOut }) => heldOut?.mse,
    format: formatError,
    log: true,
    sparse: true,
  },
  {
    id: 'rec',
    title: 'Reconstruction error',
    about: 'Mean squared error per pixel of whole pictures, at the step’s batch.',
    of: ({ rec }) => rec,
    format: formatError,
    log: true,
  },
  {
    id: 'part',
    title: 'Part error',
    about: 'Mean squared error per pixel of the parts, at the step’s batch.',
    of: ({ part }) => part,
    format: formatError,
    log: true,
  },
  {
    id: 'kl',
    title: 'KL',
    about: 'Nats per picture by which the programs z differ from the prior.',
    of: ({ kl }) => kl,
    format,
    log: false,
  },
  {
    id: 'rate',
    title: 'Speed',
    about: 'Pictures trained on in a second.',
    of: ({ imagesPerSecond }) => imagesPerSecond,
    format: (value) => formatRate(value, 'pictures'),
    log: false,
  },
]
