import type { RnpConfig } from '../../model/rnp/config.ts'
import type { Costs } from '../../model/training/schedule.ts'
import type { TrainingSettings } from '../../model/training/settings.ts'
import type { TrainingResult } from '../../model/training/train.ts'
import type { Figures } from '../contract/runs.ts'
import type { Backend } from './backend.ts'

/** What computes in an engine's process. */
export type EngineInfo = Omit<Backend, 'complaint'> & {
  /** What it misses, in a line for people each. */
  readonly complaints: string[]
}

/** A picture parsed: what is kept of it. */
export interface ParsedPicture {
  readonly id: number
  readonly mse: number
  /** Of the model alone, ms. */
  readonly milliseconds: number
  /** A file of contract/parseFile.ts, packed (packedParse.ts). */
  readonly packed: Uint8Array
}

/** Pictures parsed at once. */
export interface Parsed {
  /** SHA-256 of the weights that parsed them: a run's best may be another one the next time. */
  readonly weights: string
  /** S of their model, px. */
  readonly side: number
  readonly pictures: readonly ParsedPicture[]
}

/** Pictures on the model's canvas, by their places in a list. */
export interface Canvases {
  /** [count] */
  readonly indices: Uint32Array
  /** [count, S, S]: 0 black (no ink) to 255 white (ink). */
  readonly pixels: Uint8Array
}

/** What a run in training tells, in order. */
export type TrainingNews =
  /** Every step that is recorded. */
  | { readonly type: 'figures'; readonly figures: Figures }
  /** How far it is, and how fast it goes once that is steady; of some steps, the last among them. */
  | {
      readonly type: 'step'
      readonly step: number
      readonly imagesPerSecond?: number
      readonly etaSeconds?: number
    }
  | { readonly type: 'preview'; readonly step: number }
  /** There is a new checkpoint of that step: the best one may be another now. */
  | { readonly type: 'saved'; readonly step: number }

/** The jobs of an engine's process (process.ts). */
export type EngineJobs = {
  /** Starts the backend, which every other job does too where it has not been. */
  readonly start: { readonly input: undefined; readonly progress: never; readonly result: EngineInfo }
  /**
   * Parses pictures with the best checkpoint at a path, in their order; a few at a time, so that others come in between.
   */
  readonly parse: {
    readonly input: {
      readonly checkpoint: string
      /** S of its model, px. */
      readonly side: number
      /** [count]: of the pictures. */
      readonly ids: Uint32Array
      /** [count, S, S]: 0 black (no ink) to 255 white (ink). */
      readonly pixels: Uint8Array
    }
    readonly progress: Parsed
    readonly result: undefined
  }
  /** Its pieces are the pictures, in any order: those to train on, and after them those held out. */
  readonly train: {
    readonly input: TrainInput
    readonly piece: Canvases
    readonly progress: TrainingNews
    readonly result: Pick<TrainingResult, 'step' | 'finished' | 'evaluation' | 'best'>
  }
  /** What a training takes here. */
  readonly measure: {
    readonly input: {
      readonly config: RnpConfig
      readonly batch: number
      /** Where runs are kept: something is written there, and removed. */
      readonly folder: string
    }
    readonly progress: never
    readonly result: TrainingCosts
  }
}

/** What the parts of a training take, ms. */
export interface TrainingCosts extends Required<Costs> {
  /** Before the steps: the model is made, and the first steps are slow. */
  readonly start: number
}

export interface TrainInput {
  /** The run's. */
  readonly folder: string
  readonly config: RnpConfig
  readonly settings: TrainingSettings
  /** Of the pictures, in words. */
  readonly data: string
  /** How many follow as pieces, at most. */
  readonly pictures: { readonly train: number; readonly test: number }
  /** Checkpoint whose weights it starts from. */
  readonly from?: string
  readonly resume: boolean
}
