import { afterEach, expect, it } from 'vitest'
import { fakeApp, fakeConnection } from '../client/fake.testing.ts'
import { provideConnection } from '../client/studio.ts'
import { toasts } from './toasts.ts'
import { redo, undo } from './undo.ts'
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
