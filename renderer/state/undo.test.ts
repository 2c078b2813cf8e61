import { afterEach, expect, it } from 'vitest'
import type { AppEvent } from '../../main/contract/app.ts'
import { publish } from '../client/events.ts'
import { fakeApp, fakeConnection } from '../client/fake.testing.ts'
import { provideConnection } from '../client/studio.ts'
import { windowId } from '../client/windowId.ts'
import { toasts } from './toasts.ts'
import { followHistory, redo, sayDone, undo } from './undo.ts'
import { openTestWindow } from './window.testing.ts'

afterEach(() => {
  toasts.value = []
})

it('Undo and redo do what they report', async () => {
  const app = await openTestWindow()
  const { setId: id } = app.addSet('letters', [])
  const name = async () => (await app.studio.library.sets())[0].name
  await app.studio.library.renameSet({ id, name: 'digits' })
  await undo()
  expect([await name(), toasts.value.at(-1)?.text]).toEqual(['letters', 'Undone: Rename set letters'])
  await redo()
  expect([await name(), toasts.value.at(-1)?.text]).toEqual(['digits', 'Redone: Rename set letters'])
})

it('Undo and redo report that there is nothing to undo, and failures', async () => {
  await openTestWindow()
  await undo()
  expect(toasts.value.at(-1)?.text).toBe('There is nothing to undo.')
  await redo()
  expect(toasts.value.at(-1)?.text).toBe('There is nothing to redo.')
  const fake = fakeApp()
  fake.fail('app.undo', new Error('The disk is full.'))
  provideConnection(fakeConnection(fake))
  await undo()
  expect(toasts.value.at(-1)).toMatchObject({ text: 'The disk is full.', fault: true })
})

/** What the app publishes when a window undoes or redoes an edit. */
const step = (fields: Partial<Extract<AppEvent, { type: 'history-step' }>>) =>
  publish({
    type: 'history-step',
    edit: { name: 'Rename set letters', code: 'library.rename-set', scope: 'library' },
    undone: true,
    ...fields,
  })
const said = () => toasts.value.at(-1)?.text

it('What another window undoes is named here too, with whose edit it was', () => {
  followHistory()
  step({ by: windowId() })
  expect(said()).toBeUndefined()
  step({ by: 'another-window' })
  expect(said()).toBe('Undone in another window: Rename set letters')
  const edit = { name: 'Remove set b', code: 'library.remove-set', scope: 'library', madeBy: windowId() }
  step({ by: 'another-window', undone: false, edit })
  expect(said()).toBe('Redone in another window: Remove set b (made in this one)')
  expect(toasts.value).toHaveLength(1)
})

it('An undo of another window’s edit says so, and no toast offers to undo an edit made elsewhere since', async () => {
  const madeBy = 'another-window'
  const answers = { app: { undo: () => ({ undone: 'Rename set letters', madeBy }) } }
  provideConnection(fakeConnection(fakeApp({ answers })))
  followHistory()
  await undo()
  expect(said()).toBe('Undone: Rename set letters (made in another window)')
  // A new edit leaves nothing to redo.
  publish({ type: 'history', history: {} })
  expect(said()).toBeUndefined()
  sayDone('Removed 1 picture.')
  const edit = { name: 'Rename set b', code: 'library.rename-set', scope: 'library' }
  publish({ type: 'history', history: { undo: { ...edit, madeBy: windowId() } } })
  expect(said()).toBe('Removed 1 picture.')
  publish({ type: 'history', history: { undo: { ...edit, madeBy } } })
  expect(said()).toBeUndefined()
})
