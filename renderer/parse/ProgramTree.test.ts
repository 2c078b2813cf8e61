// @vitest-environment happy-dom
import { createPinia, setActivePinia } from 'pinia'
import { beforeEach, expect, it } from 'vitest'
import { fakeApp, fakeConnection } from '../client/fake.testing.ts'
import { provideConnection } from '../client/studio.ts'
import { usePlace } from '../state/place.ts'
import { mountInWindow, press } from '../ui/mount.testing.ts'
import { glyphParse } from './glyph.testing.ts'
import ProgramTree from './ProgramTree.vue'

const rows = () => [...document.querySelectorAll<HTMLElement>('[role=treeitem]')]
const keys = () => rows().map((row) => row.dataset.key)
const focused = () => (document.activeElement as HTMLElement).dataset.key
const selected = () => rows().find((row) => row.getAttribute('aria-selected') === 'true')?.dataset.key
const expanded = (key: string) =>
  rows()
    .find((row) => row.dataset.key === key)
    ?.getAttribute('aria-expanded')

beforeEach(async () => {
  provideConnection(fakeConnection(fakeApp()))
  setActivePinia(createPinia())
  usePlace().go(1)
  await mountInWindow(ProgramTree, { view: glyphParse() })
  rows()[0].focus()
})

it('Shows the picture and its parts, and one row is reached by Tab', () => {
  expect(keys()).toEqual(['', '0', '1', '2', '3'])
  expect(rows().filter((row) => row.tabIndex === 0)).toHaveLength(1)
  expect(rows().map((row) => row.getAttribute('aria-level'))).toEqual(['1', '2', '2', '2', '2'])
})

it('Arrow keys, Home and End move through the rows, which are selected and focused, and stop at the ends', async () => {
  for (const [key, to] of [
    ['ArrowDown', '0'],
    ['ArrowDown', '1'],
    ['ArrowUp', '0'],
    ['End', '3'],
    ['ArrowDown', '3'],
    ['Home', ''],
    ['ArrowUp', ''],
  ]) {
    expect(await press(key)).toBe(false)
    expect([focused(), selected()]).toEqual([to, to])
    expect(
      rows()
        .filter((row) => row.tabIndex === 0)
        .map((row) => row.dataset.key),
    ).toEqual([to])
  }
})

it('ArrowRight opens a part and goes into it, ArrowLeft goes back out and closes it', async () => {
  await press('ArrowDown')
  expect(expanded('0')).toBe('false')
  await press('ArrowRight')
  expect([expanded('0'), focused()]).toEqual(['true', '0'])
  await press('ArrowRight')
  expect(focused()).toBe(keys()[2])
  expect(rows()[2].getAttribute('aria-level')).toBe('3')
  await press('ArrowLeft')
  expect([focused(), expanded('0')]).toEqual(['0', 'true'])
  await press('ArrowLeft')
  expect([focused(), expanded('0')]).toEqual(['0', 'false'])
  await press('ArrowLeft')
  expect(focused()).toBe('')
})

it('Enter opens and closes a part, and leaves the focus where it is', async () => {
  await press('ArrowDown')
  await press('Enter')
  expect([expanded('0'), focused()]).toEqual(['true', '0'])
  await press('Enter')
  expect([expanded('0'), focused()]).toEqual(['false', '0'])
})

it('Keys with a modifier, and others, are left to the window', async () => {
  expect(await press('ArrowDown', { shiftKey: true })).toBe(true)
  expect(await press('x')).toBe(true)
  expect(focused()).toBe('')
})

it('A part that is selected elsewhere is shown: the parts that contain it open', async () => {
  usePlace().goToPart([2, 1])
  await press('x')
  expect(expanded('2')).toBe('true')
  expect(selected()).toMatch(/^2.1$/)
})
