import type { SavedTensor } from '../rnp/parameters.ts'
import type { Manifest, ManifestParts } from './manifest.ts'
import type { Checkpoint } from './store.ts'

/** A checkpoint that a training saves; the store adds the versions of the software. */
export interface NewCheckpoint extends Omit<ManifestParts, 'versions'> {
  readonly tensors: ReadonlyMap<string, SavedTensor>
}

/** Where a training keeps its run; `folderStore.ts` keeps it in a folder. */
export interface RunStore {
  /** Where the run is kept, to show in messages. */
  readonly name: string
  /** Whether there is a run already, even a damaged one. */
  hasRun(): boolean
  /** Adds a line of figures, plain JSON with `step` and `dropped`, which others can read at once. */
  record(figures: object): void
  /** Removes the lines after `step` steps taken and `dropped` dropped: a run resumed there records them again. */
  cutAfter(step: number, dropped: number): void
  /**
   * Saves a checkpoint durably, after the lines recorded so far have been made durable.
   *
   * @returns where it is
   * @throws RnpError 'checkpoint' where it cannot be written; earlier checkpoints are untouched
   */
  save(checkpoint: NewCheckpoint): Promise<string>
  /** @throws RnpError 'checkpoint' where there is none, or it is damaged */
  latest(): Promise<Checkpoint>
  /** The manifest of the checkpoint with the lowest error. Throws as `latest` does. */
  best(): Promise<Manifest>
  /** Closes what is open for writing; nothing may be recorded afterwards. */
  close(): void
}
