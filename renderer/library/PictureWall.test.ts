// @vitest-environment happy-dom
import { createPinia, setActivePinia } from 'pinia'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { followEvents } from '../client/events.ts'
import { fakeApp, fakeConnection, fakePicture } from '../client/fake.testing.ts'
import { provideConnection } from '../client/studio.ts'
import { useLibrary } from '../state/library.ts'
import { usePlace } from '../state/place.ts'
import { useSelection } from '../state/selection.ts'
import { mountInWindow, press } from '../ui/mount.testing.ts'
import PictureWall from './PictureWall.vue'
import type { LibraryActions } from './useLibraryActions.ts'
import { useLibraryCommands } from './useLibraryCommands.ts'

const IDS = Array.from({ length: 100 }, (_, i) => 101 + i)
const actions = {
  open: vi.fn(),
  parse: vi.fn(),
  train: vi.fn(),
  exportParses: vi.fn(),
  copyPath: vi.fn(),
  remove: vi.fn(),
}
const preview = vi.fn()
const opened = vi.fn()

const wall = () => document.querySelector<HTMLElement>('[role=listbox]')!
/** The picture that is read out: the active descendant of the list. */
const active = () => document.getElementById(wall().getAttribute('aria-activedescendant') ?? '')
const at = () => Number(active()?.getAttribute('aria-posinset'))
const selected = () => [...useSelection().pictures].sort()

beforeEach(async () => {
  const counts = { pictures: 100, labels: [], splits: { train: 100, test: 0 }, missing: 0, parsed: 0 }
  const app = fakeApp({
    pictures: IDS.map((id) => fakePicture(id, { label: '7' })),
    answers: { library: { sets: () => [{ ...set, pictures: 100 }], counts: () => counts } },
  })
  vi.stubGlobal('fetch', async (address: string) => ({
    ok: true,
    arrayBuffer: async () => (address.includes('/ids') ? new Uint32Array(IDS).buffer : new ArrayBuffer(0)),
  }))
  const connection = fakeConnection(app)
  provideConnection(connection)
  setActivePinia(createPinia())
  followEvents(connection)
  await mountInWindow(PictureWall, { menu: [], onOpen: opened }, () => {
    useLibraryCommands(actions as unknown as LibraryActions, { preview, find: () => {} })
  })
  await vi.waitFor(() => expect(useLibrary().ids).toHaveLength(100))
})
afterEach(() => {
  vi.unstubAllGlobals()
  vi.clearAllMocks()
})

const set = {
  id: 1,
  name: 'digits',
  kind: 'folder',
  generated: false,
  invert: 'auto' as const,
  added: 0,
  missing: 0,
  splits: { train: 100, test: 0 },
  labels: [],
  notes: [],
  skipped: 0,
}

describe('the wall', () => {
  it('has the focus at once, as a list with multiple selection', () => {
    expect(document.activeElement).toBe(wall())
    expect(wall().getAttribute('aria-multiselectable')).toBe('true')
    expect(active()).toBeNull()
  })

  it('moves by the arrow keys, Home and End, and announces the active picture', async () => {
    await press('ArrowRight')
    expect([at(), selected()]).toEqual([1, [101]])
    await press('ArrowRight')
    expect([at(), selected()]).toEqual([2, [102]])
    await press('ArrowDown')
    const columns = at() - 2
    expect(columns).toBeGreaterThan(1)
    await press('ArrowUp')
    await press('ArrowLeft')
    expect(at()).toBe(1)
    await press('End')
    expect([at(), selected()]).toEqual([100, [200]])
    await press('ArrowRight')
    expect(at()).toBe(100)
    await press('Home')
    expect(at()).toBe(1)
    expect(active()!.getAttribute('role')).toBe('option')
    expect(active()!.getAttribute('aria-setsize')).toBe('100')
    expect(active()!.getAttribute('aria-selected')).toBe('true')
  })

  it('goes a page forward and back', async () => {
    await press('Home')
    await press('PageDown')
    const page = at()
    expect(page).toBeGreaterThan(1)
    await press('PageUp')
    expect(at()).toBe(1)
  })

  it('selects a range with Shift, and adds with Ctrl and Space', async () => {
    await press('Home')
    await press('ArrowRight', { shiftKey: true })
    await press('ArrowRight', { shiftKey: true })
    expect(selected()).toEqual([101, 102, 103])
    await press('ArrowLeft', { shiftKey: true })
    expect(selected()).toEqual([101, 102])
    await press('ArrowRight', { ctrlKey: true })
    await press('ArrowRight', { ctrlKey: true })
    expect([usePlace().picture, selected()]).toEqual([104, [101, 102]])
    expect(active()!.getAttribute('aria-selected')).toBe('false')
    await press(' ', { ctrlKey: true })
    expect(selected()).toEqual([101, 102, 104])
    await press(' ', { ctrlKey: true })
    expect(selected()).toEqual([101, 102])
  })

  it('opens with Enter, and deselects with Escape', async () => {
    await press('Enter')
    expect(opened).not.toHaveBeenCalled()
    await press('ArrowRight')
    await press('Enter')
    expect(opened.mock.calls).toEqual([[101]])
    await press('Escape')
    expect(selected()).toEqual([])
  })

  it.each([
    ['p', actions.parse],
    ['e', actions.exportParses],
    ['t', actions.train],
    ['Delete', actions.remove],
    [' ', preview],
  ])('leaves %j to a command of the Library', async (key, action) => {
    await press('ArrowRight')
    expect(await press(key)).toBe(false)
    expect(action).toHaveBeenCalledTimes(1)
    expect(selected()).toEqual([101])
  })

  it('removes nothing where nothing is selected', async () => {
    expect(await press('Delete')).toBe(true)
    expect(actions.remove).not.toHaveBeenCalled()
  })
})
