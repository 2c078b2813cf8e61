import type { SavedTensor } from '../rnp/parameters.ts'
import type { Manifest, ManifestParts } from './manifest.ts'
import type { Checkpoint } from './store.ts'

/** What a training gives its store to keep; the store adds what wrote it. */
export interface NewCheckpoint extends Omit<ManifestParts, 'versions'> {
  readonly tensors: ReadonlyMap<string, SavedTensor>
}

/** Where a training keeps its run; `folderStore.ts` keeps it in a folder. */
export interface RunStore {
  /** Where that is, for messages. */
  readonly name: string
  /** Whether there is a run already, whole or damaged. */
  hasRun(): boolean
  /** Adds a line of figures, plain JSON with `step` and `dropped`, and lets others read it at once. */
  record(figures: object): void
  /** Drops the lines after `step` steps taken and `dropped` dropped: a run resumed there records them again. */
  cutAfter(step: number, dropped: number): void
  /**
   * Keeps a checkpoint: durably, and not before the lines recorded so far are durable too.
   *
   * @returns where it is
   * @throws RnpError 'checkpoint' where it cannot be written; those before are whole then
   */
  save(checkpoint: NewCheckpoint): Promise<string>
  /** @throws RnpError 'checkpoint' where there is none, or it is damaged */
  latest(): Promise<Checkpoint>
  /** What the checkpoint of the lowest error says of itself. Throws as `latest` does. */
  best(): Promise<Manifest>
  /** Ends the writing; nothing is recorded after. */
  close(): void
}
