// The process of an engine. Its arguments are the engine's options as JSON and its role.
import { setPriority } from 'node:os'
import { serveJobs } from '../processes/serveJobs.ts'
import type { EngineOptions } from './engine.ts'
import { engineJobs } from './jobs.ts'

/** Priority of a training, which runs for hours: what a person waits for goes first. */
const TRAINING_PRIORITY = 10

const [options, role] = process.argv.slice(2)
if (role === 'training') {
  try {
    setPriority(TRAINING_PRIORITY)
  } catch {
    // It is not allowed everywhere, and only smoothness depends on it.
  }
}
serveJobs(engineJobs(JSON.parse(options) as EngineOptions))
