import { createPinia, setActivePinia } from 'pinia'
import { beforeEach, describe, expect, it } from 'vitest'
import { nextTick } from 'vue'
import { type FakeApp, fakeApp, fakeConnection, fakePicture } from './fake.ts'
import { keepSelected } from './keepSelected.ts'
import { useSelection } from './selection.ts'
import { provideConnection } from './studio.ts'

const stored = new Map<string, string>()
const storage = {
  getItem: (name: string) => stored.get(name) ?? null,
  setItem: (name: string, value: string) => void stored.set(name, value),
}
let app: FakeApp

/** A window as it is opened, or reloaded: everything in it begins anew but the browser's storage of it. */
function openWindow() {
  setActivePinia(createPinia())
  provideConnection(fakeConnection(app))
  const checked = keepSelected(storage)
  const selection = useSelection()
  return { selection, checked, now: () => ({ ids: [...selection.pictures], active: selection.active }) }
}

beforeEach(() => {
  stored.clear()
  app = fakeApp({ pictures: Array.from({ length: 2000 }, (_, i) => fakePicture(i + 1)) })
})

describe('keepSelected', () => {
  it('begins with nothing', async () => {
    const { now, checked } = openWindow()
    await checked
    expect(now()).toEqual({ ids: [], active: undefined })
    expect(app.calls).toEqual([])
  })

  it('selects the same pictures at once after a reload', async () => {
    openWindow().selection.select([3, 5, 8], 5)
    await nextTick()
    const { now, checked } = openWindow()
    expect(now()).toEqual({ ids: [3, 5, 8], active: 5 })
    await checked
    expect(now()).toEqual({ ids: [3, 5, 8], active: 5 })
  })

  it('lets those go that have gone from the library, unless others are selected by then', async () => {
    openWindow().selection.select([3, 5, 8], 5)
    await nextTick()
    app.state.pictures = app.state.pictures.filter(({ id }) => id !== 5)
    const { now, checked } = openWindow()
    await checked
    expect(now()).toEqual({ ids: [3, 8], active: 8 })
    await nextTick()

    app.state.pictures = app.state.pictures.filter(({ id }) => id !== 3)
    const other = openWindow()
    other.selection.only(7)
    await other.checked
    expect(other.now()).toEqual({ ids: [7], active: 7 })
  })

  it('does not keep a selection of thousands, nor the one before it', async () => {
    const { selection } = openWindow()
    selection.only(3)
    await nextTick()
    selection.select(app.state.pictures.map(({ id }) => id))
    await nextTick()
    expect(openWindow().now().ids).toEqual([])
  })
})
