import type { EngineState } from '../contract/app.ts'
import type { ProcessState, SupervisedProcess } from '../processes/jobProcess.ts'
import type { JobTypes } from '../processes/protocol.ts'
import type { Events } from './events.ts'

export type Role = EngineState['role']

/** What an engine reports about itself, and its measured speed. */
export type EngineAbout = Partial<
  Pick<EngineState, 'backend' | 'threads' | 'wide' | 'device' | 'library' | 'complaints' | 'imagesPerSecond'>
>

/** The state of the engines, as windows show it. */
export class Engines {
  readonly #events: Events
  readonly #processes = new Map<Role, Pick<SupervisedProcess<JobTypes>, 'state' | 'restart'>>()
  readonly #about = new Map<Role, EngineAbout>()

  constructor(events: Events) {
    this.#events = events
  }

  add(role: Role, process: Pick<SupervisedProcess<JobTypes>, 'state' | 'restart'>): void {
    this.#processes.set(role, process)
  }

  list(): EngineState[] {
    return [...this.#processes.keys()].map((role) => this.#state(role))
  }

  /** Adds to what is known about an engine, and publishes its state. */
  describe(role: Role, about: EngineAbout): void {
    this.#about.set(role, { ...this.#about.get(role), ...about })
    this.changed(role)
  }

  /** Publishes the state of an engine, which has changed. */
  changed(role: Role): void {
    if (this.#processes.has(role)) this.#events.publish({ type: 'engine', engine: this.#state(role) })
  }

  async restart(role: Role): Promise<void> {
    await this.#processes.get(role)!.restart()
  }

  #state(role: Role): EngineState {
    const { state, memory, restarts, fault }: ProcessState = this.#processes.get(role)!.state()
    return { role, state, memory, restarts, fault, complaints: [], ...this.#about.get(role) }
  }
}
