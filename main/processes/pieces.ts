/** A stream of the pieces of a job's input, until all of them have come or the job is cancelled. */
export class Pieces {
  readonly stream: ReadableStream<never>
  #controller!: ReadableStreamDefaultController<unknown>
  #isOver = false

  constructor(signal: AbortSignal) {
    this.stream = new ReadableStream<unknown>({
      start: (controller) => {
        this.#controller = controller
      },
      cancel: () => {
        this.#isOver = true
      },
    }) as ReadableStream<never>
    signal.addEventListener('abort', () => this.#finish(() => this.#controller.error(signal.reason)))
  }

  /** Does nothing once the stream is over. */
  add(piece: unknown): void {
    if (!this.#isOver) this.#controller.enqueue(piece)
  }

  end(): void {
    this.#finish(() => this.#controller.close())
  }

  #finish(finish: () => void): void {
    if (!this.#isOver) finish()
    this.#isOver = true
  }
}
