import { expect, it } from 'vitest'
import { useApp } from './app.ts'
import { eventually, openTestWindow } from './window.testing.ts'

it('The app shows an engine that has died, and one that was restarted', async () => {
  const { publish } = await openTestWindow()
  const app = useApp()
  await eventually(() => expect(app.parsing?.state).toBe('starting'))
  const engine = app.parsing!
  publish({ type: 'engine', engine: { ...engine, state: 'failed', fault: 'killed' } })
  await eventually(() => expect(app.parsing).toMatchObject({ state: 'failed', fault: 'killed' }))
  publish({ type: 'engine', engine: { ...engine, state: 'ready' } })
  await eventually(() => expect(app.parsing?.state).toBe('ready'))
  expect(app.training?.role).toBe('training')
})

it('The app knows what can be undone', async () => {
  const { studio, addSet } = await openTestWindow()
  const app = useApp()
  await studio.library.renameSet({ id: addSet('a', []).setId, name: 'digits' })
  await eventually(() => expect(app.history.undo?.name).toBe('Rename set a'))
})
