import type { Jobs } from '../processes/protocol.ts'
import { computing } from './computing.ts'
import type { EngineOptions } from './engine.ts'
import type { EngineJobs } from './engineJobs.ts'
import { measureStep } from './measureStep.ts'
import { createParser } from './parse.ts'
import { trainRun } from './train.ts'

/** What an engine's process does, on the backend that `options` choose. */
export function engineJobs(options: EngineOptions): Jobs<EngineJobs> {
  const { start } = computing(options)
  const parse = createParser()
  return {
    start: () => start(),
    async parse(input, context) {
      await start()
      return parse(input, context)
    },
    async train(input, context) {
      await start()
      return trainRun(input, context)
    },
    async measure({ config, batch }) {
      await start()
      return measureStep(config, batch)
    },
  }
}
