// The process of an engine. Its arguments are the engine's options as JSON, and its role.
import { setPriority } from 'node:os'
import { serveJobs } from '../processes/serveJobs.ts'
import type { EngineOptions } from './engine.ts'
import { engineJobs } from './jobs.ts'

/** Of a training, which runs for hours: whatever a person waits for goes before it. */
const NICE = 10

const [options, role] = process.argv.slice(2)
if (role === 'training') {
  try {
    setPriority(NICE)
  } catch {
    // Not allowed everywhere, and nothing depends on it but smoothness.
  }
}
serveJobs(engineJobs(JSON.parse(options) as EngineOptions))
