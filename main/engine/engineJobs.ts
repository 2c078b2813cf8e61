import type { RnpConfig } from '../../model/rnp/config.ts'
import type { Costs } from '../../model/training/schedule.ts'
import type { TrainingSettings } from '../../model/training/settings.ts'
import type { TrainingResult } from '../../model/training/train.ts'
import type { Figures } from '../contract/runs.ts'
import type { Backend } from './backend.ts'

/** The backend of an engine's process. */
export type EngineInfo = Omit<Backend, 'complaint'> & {
  /** What keeps it or other backends from running, or from a graphics card; one human-readable line each. */
  readonly complaints: string[]
}

/** The part of a parse that is kept. */
export interface ParsedPicture {
  readonly id: number
  readonly mse: number
  /** Time that the model took, ms. */
  readonly milliseconds: number
  /** A file as in contract/parseFile.ts, compressed (packedParse.ts). */
  readonly packed: Uint8Array
}

/** Pictures parsed in one batch. */
export interface Parsed {
  /** SHA-256 of the weights that parsed them: a run's best checkpoint may be another one the next time. */
  readonly weights: string
  /** Canvas side S of their model, px. */
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

/** What a run in training reports, in order. */
export type TrainingNews =
  /** Reported for every step that is recorded. */
  | { readonly type: 'figures'; readonly figures: Figures }
  /** How far it is, and its speed once that is steady; reported for some steps, including the last. */
  | {
      readonly type: 'step'
      readonly step: number
      readonly imagesPerSecond?: number
      readonly etaSeconds?: number
    }
  | { readonly type: 'preview'; readonly step: number }
  /** There is a new checkpoint of that step, which may be the best one. */
  | { readonly type: 'saved'; readonly step: number }

/** The jobs of an engine's process (process.ts). */
export type EngineJobs = {
  /** Starts the backend, as every other job does if it has not been started. */
  readonly start: { readonly input: undefined; readonly progress: never; readonly result: EngineInfo }
  /**
   * Parses pictures with the best checkpoint at a path, in order; a batch at a time, so that other jobs get their turn.
   */
  readonly parse: {
    readonly input: {
      readonly checkpoint: string
      /** Canvas side S of its model, px. */
      readonly side: number
      /** [count]: ids of the pictures. */
      readonly ids: Uint32Array
      /** [count, S, S]: 0 black (no ink) to 255 white (ink). */
      readonly pixels: Uint8Array
    }
    readonly progress: Parsed
    readonly result: undefined
  }
  /** The pieces are the pictures, in any order; indices count those to train on first, then the held-out ones. */
  readonly train: {
    readonly input: TrainInput
    readonly piece: Canvases
    readonly progress: TrainingNews
    readonly result: Pick<TrainingResult, 'step' | 'finished' | 'evaluation' | 'best'>
  }
  /** Measures how long the parts of a training take on this machine. */
  readonly measure: {
    readonly input: {
      readonly config: RnpConfig
      readonly batch: number
      /** Where runs are kept: a checkpoint is written there and removed. */
      readonly folder: string
    }
    readonly progress: never
    readonly result: TrainingCosts
  }
}

/** How long the parts of a training take, ms. */
export interface TrainingCosts extends Required<Costs> {
  /** Time before steps reach their usual speed: the model is made, and the first step is slow. */
  readonly start: number
}

export interface TrainInput {
  /** The run's folder. */
  readonly folder: string
  readonly config: RnpConfig
  readonly settings: TrainingSettings
  /** The pictures, in words. */
  readonly data: string
  /** How many pictures follow in pieces, at most. */
  readonly pictures: { readonly train: number; readonly test: number }
  /** Path of the checkpoint whose weights it starts from. */
  readonly from?: string
  readonly resume: boolean
}
