import type { Jobs } from '../processes/protocol.ts'
import { computing } from './computing.ts'
import type { EngineOptions } from './engine.ts'
import type { EngineJobs } from './engineJobs.ts'
import { createParser } from './parse.ts'
import { trainRun } from './train.ts'
import { createCosts } from './trainingCosts.ts'

/** Makes the jobs of an engine's process, on the backend that `options` choose. */
export function engineJobs(options: EngineOptions): Jobs<EngineJobs> {
  const { start } = computing(options)
  const parse = createParser()
  const measure = createCosts()
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
    async measure(input, context) {
      await start()
      return measure(input, context)
    },
  }
}
