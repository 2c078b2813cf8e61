import { RnpError } from '../../model/errors.ts'
import { scriptBeside } from '../../model/scriptBeside.ts'
import type { EngineOptions } from '../engine/engine.ts'
import type { EngineJobs } from '../engine/engineJobs.ts'
import { createJobProcess, type ProcessState, type SupervisedProcess } from '../processes/jobProcess.ts'
import type { Spawn } from '../processes/spawn.ts'
import { createReader, type Reader } from '../reader/reader.ts'
import { Engines, type Role } from './engines.ts'
import type { Events } from './events.ts'

/** How long an engine may take to load its script. Its backend, which may take longer, is started by a job. */
const START_TIMEOUT_MS = 60_000

const NAMES: Readonly<Record<Role, string>> = {
  parsing: 'The engine that parses',
  training: 'The engine that trains',
}

export interface Processes {
  readonly reader: Reader
  readonly parsing: SupervisedProcess<EngineJobs>
  readonly training: SupervisedProcess<EngineJobs>
  readonly engines: Engines
  /** Starts the parsing engine, then the reader, so that they are ready for the first picture that is dropped. */
  warmUp(): void
  /** Stops all processes for good: a call that is still running does not start one again. */
  close(): Promise<void>
}

export interface ProcessesOptions {
  readonly spawn: Spawn
  /** Default: the fastest backend. */
  readonly engine?: EngineOptions
  /** Milliseconds after which a picture that has not been read counts as hanging its decoder. */
  readonly patience?: number
}

/** Creates the app's child processes. Each is started when it is first needed. */
export function createProcesses(
  { spawn, engine: options = { backend: 'auto' }, patience }: ProcessesOptions,
  events: Events,
): Processes {
  const engines = new Engines(events)
  const engine = (role: Role) => {
    const process = createJobProcess<EngineJobs>({
      spawn,
      script: scriptBeside('../engine/process', import.meta.url),
      name: NAMES[role],
      args: [JSON.stringify(options), role],
      startTimeout: START_TIMEOUT_MS,
      // A training needs time for its checkpoint; a parse can be repeated.
      grace: role === 'training' ? 5000 : 1000,
      keep: role === 'parsing',
      onState: (state) => onState(role, state),
    })
    engines.add(role, process)
    return process
  }
  const reader = createReader({ spawn, patience })
  const parsing = engine('parsing')
  const training = engine('training')

  let warm: number | undefined
  function onState(role: Role, { pid, state }: ProcessState): void {
    engines.changed(role)
    if (role !== 'parsing' || state !== 'ready' || pid === warm) return
    // The backend starts with each new process, without waiting for a job.
    warm = pid
    void startBackend()
  }
  async function startBackend(): Promise<void> {
    try {
      engines.describe('parsing', await parsing.run('start', undefined))
    } catch (error) {
      // If the process died, its state says so.
      if (error instanceof RnpError && parsing.state().state === 'ready') {
        engines.describe('parsing', { complaints: [`${error.message} ${error.hint}`] })
      }
    }
  }

  return {
    reader,
    parsing,
    training,
    engines,
    warmUp() {
      // If one does not start, its state says so.
      void parsing
        .start()
        .then(() => reader.start())
        .catch(() => {})
    },
    close: async () => {
      await Promise.all([reader, parsing, training].map((process) => process.close()))
    },
  }
}
