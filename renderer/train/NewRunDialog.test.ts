// @vitest-environment happy-dom
import { createPinia, setActivePinia } from 'pinia'
import { beforeEach, expect, it, vi } from 'vitest'
import { nextTick } from 'vue'
import type { Run } from '../../main/contract/runs.ts'
import { followEvents } from '../client/events.ts'
import { type FakeApp, fakeApp, fakeConnection, fakeRunSettings, fakeSet } from '../client/fake.testing.ts'
import { provideConnection } from '../client/studio.ts'
import { useCommands } from '../commands/commands.ts'
import { mountInWindow, press } from '../ui/mount.testing.ts'
import NewRunDialog from './NewRunDialog.vue'

const closed = vi.fn()
const started = vi.fn()
const behind = vi.fn()
let app: FakeApp

const dialog = () => document.querySelector<HTMLElement>('[role=dialog]')!
const button = (text: string) =>
  [...dialog().querySelectorAll('button')].find((one) => one.textContent!.trim() === text)!
const nameField = () => dialog().querySelector<HTMLInputElement>('input[aria-label=Name]')!

const run = (name: string): Run => ({
  id: 7,
  name,
  state: 'running',
  preset: 'mnist-compact',
  settings: fakeRunSettings,
  data: 'pictures',
  pictures: 90,
  created: 0,
  step: 0,
  spark: [],
  previews: [],
  folder: '/',
})
const preset = { about: '', side: 28, patch: 14, z: 64, glimpses: [3, 4], parameters: 4e6 }

beforeEach(async () => {
  vi.clearAllMocks()
  const sizes = { train: 90, heldOut: 10 }
  const counts = { pictures: 100, labels: [], splits: { train: 90, test: 10 }, missing: 0, parsed: 0 }
  app = fakeApp({
    answers: {
      library: { sets: () => [fakeSet(1, { name: 'Digits', pictures: 100 })], counts: () => counts },
      runs: {
        list: () => [],
        options: () => ({ presets: [{ ...preset, name: 'mnist-compact' }], settings: [] }),
        count: () => sizes,
        expect: () => ({ imagesPerSecond: 690, seconds: 736, ...sizes }),
        start: ({ name }) => run(name),
      },
    },
  })
  vi.stubGlobal('fetch', async () => ({ ok: true, arrayBuffer: async () => new ArrayBuffer(0) }))
  const connection = fakeConnection(app)
  provideConnection(connection)
  setActivePinia(createPinia())
  followEvents(connection)
  await mountInWindow(NewRunDialog, { onClose: closed, onStarted: started }, () =>
    useCommands([{ id: 'behind', title: 'Behind', view: 'train', key: 'P', run: behind }]),
  )
  await vi.waitFor(() => expect(button('Start').disabled).toBe(false))
})

it('Is named, and has the focus in a field', () => {
  const title = document.getElementById(dialog().getAttribute('aria-labelledby')!)
  expect(title?.textContent).toBe('New run')
  expect(document.activeElement).toBeInstanceOf(HTMLInputElement)
  expect(dialog().contains(document.activeElement)).toBe(true)
})

it('Escape closes it, and nothing is started', async () => {
  await press('Escape')
  expect(closed).toHaveBeenCalledTimes(1)
  expect(app.calls.map(({ name }) => name)).not.toContain('runs.start')
})

it('Keys of the view behind it do nothing', async () => {
  dialog().focus()
  await press('p')
  expect(behind).not.toHaveBeenCalled()
})

it('Enter in a field submits the form, which starts the run and reports it', async () => {
  nameField().value = 'mine'
  nameField().dispatchEvent(new Event('input', { bubbles: true }))
  await nextTick()
  expect(button('Start').getAttribute('form')).toBe(nameField().form!.id)
  nameField().form!.requestSubmit()
  await vi.waitFor(() => expect(started).toHaveBeenCalledTimes(1))
  expect(started.mock.calls[0][0]).toMatchObject({ id: 7, name: 'mine' })
})

it('Stays open if the start is refused, with the reason and what was filled in', async () => {
  nameField().value = 'mine'
  nameField().dispatchEvent(new Event('input', { bubbles: true }))
  app.fail('runs.start', new Error('There is no room on the disk.'))
  nameField().form!.requestSubmit()
  await vi.waitFor(() => expect(dialog().textContent).toContain('There is no room on the disk.'))
  expect([started.mock.calls, closed.mock.calls, nameField().value]).toEqual([[], [], 'mine'])
})

it('Folds its settings away, and says so', async () => {
  const fold = button('All settings')
  expect(fold.getAttribute('aria-expanded')).toBe('false')
  fold.click()
  await nextTick()
  expect(fold.getAttribute('aria-expanded')).toBe('true')
})
