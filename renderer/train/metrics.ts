import type { Figures } from '../../main/contract/runs.ts'
import { formatError, formatRate } from '../base/format.ts'

/** A metric of a run that is drawn as a curve. */
export interface Metric {
  readonly id: 'loss' | 'rec' | 'part' | 'kl' | 'heldOut' | 'rate'
  readonly title: string
  /** What it means, in a line. */
  readonly about: string
  /** Its value at a step; undefined if it was not measured there. */
  readonly of: (figures: Figures) => number | undefined
  readonly format: (value: number) => string
  /** Whether its axis may be logarithmic, because its values are always above 0. */
  readonly log: boolean
  /** Measured at few steps only: each value is marked, and none is smoothed. */
  readonly sparse?: boolean
}

const figure = new Intl.NumberFormat('en', { maximumSignificantDigits: 4, useGrouping: false })
const format = (value: number): string => figure.format(value)

/** The metrics, in the order of their charts. */
export const metrics: readonly Metric[] = [
  {
    id: 'loss',
    title: 'Loss',
    about: 'What training minimises: the weighted sum of the errors and the KL.',
    of: ({ loss }) => loss,
    format,
    log: true,
  },
  {
    id: 'heldOut',
    title: 'Held-out error',
    about:
      'Mean squared error per pixel on pictures held out of training; step 0 is before the first update.',
    of: ({ heldOut }) => heldOut?.mse,
    format: formatError,
    log: true,
    sparse: true,
  },
  {
    id: 'rec',
    title: 'Reconstruction error',
    about: 'Mean squared error per pixel of whole pictures, on the batch of the step.',
    of: ({ rec }) => rec,
    format: formatError,
    log: true,
  },
  {
    id: 'part',
    title: 'Part error',
    about: 'Mean squared error per pixel of the parts, on the batch of the step.',
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
    about: 'Pictures trained on per second.',
    of: ({ imagesPerSecond }) => imagesPerSecond,
    format: (value) => formatRate(value, 'pictures'),
    log: false,
  },
]
