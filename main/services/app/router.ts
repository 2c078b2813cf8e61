import { implement } from '@orpc/server'
import { RnpError } from '../../../model/errors.ts'
import type { AppState } from '../../contract/app.ts'
import { contract } from '../../contract/index.ts'
import type { Context } from '../context.ts'
import type { Engines } from '../engines.ts'
import { browse } from './browse.ts'
import { WindowSettings } from './windowSettings.ts'

/** The part of the state that is known at the start. */
export type Start = Pick<AppState, 'version' | 'workspace' | 'shell' | 'notes'>

const { app: os } = implement(contract)

/** Implements the contract's `app`. */
export function appRouter({ db, events, history }: Context, engines: Engines, start: Start) {
  const settings = new WindowSettings(db)
  return os.router({
    state: os.state.handler(() => ({ ...start, engines: engines.list(), history: history.state() })),
    events: os.events.handler(({ signal }) => events.subscribe(signal)),
    restartEngine: os.restartEngine.handler(({ input }) => engines.restart(input.role)),
    settings: os.settings.handler(() => settings.all() as never),
    setSetting: os.setSetting.handler(({ input }) => settings.set(input.name, input.value)),
    undo: os.undo.handler(async () => {
      const edit = await history.undo()
      return { undone: edit?.name, madeBy: edit?.madeBy }
    }),
    redo: os.redo.handler(async () => {
      const edit = await history.redo()
      return { redone: edit?.name, madeBy: edit?.madeBy }
    }),
    browse: os.browse.handler(({ input }) => {
      if (start.shell.kind === 'electron') {
        throw new RnpError(
          'usage/wrong-state',
          'This window has its own file dialogs.',
          'Use them to choose files and folders.',
        )
      }
      return browse(input.path)
    }),
  })
}
