import type { RnpConfig } from '../../model/rnp/config.ts'
import type { Costs } from '../../model/training/schedule.ts'
import type { TrainingSettings } from '../../model/training/settings.ts'
import type { TrainingResult } from '../../model/training/train.ts'
import type { Figures } from '../contract/runs.ts'
import type { PictureRef } from '../reader/pictureRef.ts'
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

export interface Unreadable {
  readonly id: number
  readonly reason: string
}

/** What a run in training tells, in order. */
export type TrainingNews =
  | { readonly type: 'reading'; readonly done: number; readonly total: number }
  | { readonly type: 'unreadable'; readonly pictures: readonly Unreadable[] }
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
  /** Parses pictures with the best checkpoint at a path; a few at a time, so that others come in between. */
  readonly parse: {
    readonly input: { readonly checkpoint: string; readonly pictures: readonly PictureRef[] }
    readonly progress: Parsed
    readonly result: readonly Unreadable[]
  }
  readonly train: {
    readonly input: TrainInput
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
  /** Milliseconds that reading a picture takes here, by some of them; 0 where there are none. */
  readonly measureReading: {
    readonly input: { readonly pictures: readonly PictureRef[]; readonly side: number }
    readonly progress: never
    readonly result: number
  }
}

/** What the parts of a training take, ms. */
export interface TrainingCosts extends Required<Costs> {
  /** Before the steps: the model is made, and the first steps are slow. */
  readonly start: number
}

export interface TrainInput {
  /** The run's folder, with its pictures.json. */
  readonly folder: string
  readonly config: RnpConfig
  readonly settings: TrainingSettings
  /** Of the pictures, in words. */
  readonly data: string
  /** Checkpoint whose weights it starts from. */
  readonly from?: string
  readonly resume: boolean
}
