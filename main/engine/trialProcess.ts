// The process in which a backend is tried (trial.ts): its argument is the backend's name, its message the result.
import { startBackend } from './backend.ts'
import { measureStep } from './measureStep.ts'
import type { BackendName } from './names.ts'
import type { Trial } from './trial.ts'

const backend = process.argv[2] as BackendName
process.send!(await attempt())

async function attempt(): Promise<Trial> {
  try {
    return { ...(await startBackend(backend)), milliseconds: await measureStep() }
  } catch (error) {
    return { backend, refused: error instanceof Error ? error.message : String(error) }
  }
}
