import { say } from '../base/output.ts'
import { complaints, type EngineOptions, startEngine } from './engine.ts'
import type { EngineInfo } from './engineJobs.ts'

/** The backend of this process, which is started once, when it is first needed. */
export interface Computing {
  start(): Promise<EngineInfo>
}

export function computing(options: EngineOptions): Computing {
  let info: Promise<EngineInfo> | undefined
  const start = async (): Promise<EngineInfo> => {
    const engine = await startEngine(options, say)
    const { backend, threads, wide, device, library } = engine
    return {
      backend,
      threads,
      wide,
      device,
      library,
      complaints: complaints(engine),
    }
  }
  return {
    start() {
      info ??= start().catch((error) => {
        info = undefined // what was missing may be there next time
        throw error
      })
      return info
    },
  }
}
