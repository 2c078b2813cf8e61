import type { AppEvent } from '../contract/app.ts'
import type { Studio } from '../contract/index.ts'

/**
 * The part of the app that the window's tests use, in types of the contract and of JavaScript alone, because the types
 * of Node and those of a page conflict.
 */
export interface TestApp {
  readonly studio: Studio
  /** Answers a request of a route, as the page's own fetch does. */
  fetch(address: string): Promise<Response>
  /** Publishes an event. */
  publish(event: AppEvent): void
  /** Starts a job that runs until it is cancelled. @returns its id */
  startJob(title: string, setId: number): number
  /** Adds a set of pictures, as if they had been read. @returns its id and theirs, in order */
  addSet(
    name: string,
    pictures: readonly { label?: string; split?: 'train' | 'test' }[],
  ): { readonly setId: number; readonly pictures: number[] }
  /** Keeps a parse of a picture by the current model, as if it had been made. */
  keepParse(pictureId: number, mse: number): void
}

/** An app with some pictures and two models, of which the first parses. */
export interface ParsingApp {
  readonly studio: Studio
  readonly pictures: readonly number[]
  readonly models: readonly number[]
}

export interface TestApps {
  /**
   * Opens the app in a workspace of its own, until the running test is over. It has no processes, so that it neither
   * reads pictures nor parses nor trains.
   */
  openTestApp(): Promise<TestApp>
  /** Opens the whole app, with three pictures, until the running test is over. */
  openParsingApp(): Promise<ParsingApp>
  /** The folder of a model that is called tiny. */
  tinyModel(): Promise<string>
}
