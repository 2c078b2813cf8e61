import { implement } from '@orpc/server'
import { contract } from '../../contract/index.ts'
import { createExpect } from './expect.ts'
import { presetInfos, settingFields } from './options.ts'
import { countChosen } from './pictures.ts'
import type { Runs } from './runs.ts'

const { runs: os } = implement(contract)

/** Implements the contract's `runs`. */
export function runsRouter(runs: Runs) {
  const { db } = runs.context
  const expect = createExpect(runs)
  return os.router({
    list: os.list.handler(() => runs.list()),
    options: os.options.handler(() => ({ presets: presetInfos(), settings: settingFields })),
    expect: os.expect.handler(({ input, signal }) => expect(input, signal)),
    count: os.count.handler(({ input }) => countChosen(db, input)),
    start: os.start.handler(({ input }) => runs.start(input)),
    pause: os.pause.handler(({ input }) => runs.halt(input.id, 'paused')),
    resume: os.resume.handler(({ input }) => runs.resume(input.id)),
    stop: os.stop.handler(({ input }) => runs.halt(input.id, 'stopped')),
    rename: os.rename.handler(({ input }) => runs.rename(input.id, input.name)),
    remove: os.remove.handler(({ input }) => runs.remove(input.ids)),
    figures: os.figures.handler(({ input }) => runs.figures(input.id)),
  })
}
