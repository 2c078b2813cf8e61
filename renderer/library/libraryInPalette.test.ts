import { createPinia, setActivePinia } from 'pinia'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { defineComponent } from 'vue'
import { createMemoryHistory, createRouter, type Router } from 'vue-router'
import { mountWithoutDom } from '../base/noDom.testing.ts'
import { followEvents } from '../client/events.ts'
import { fakeApp, fakeConnection, fakePicture, fakeSet } from '../client/fake.testing.ts'
import { provideConnection } from '../client/studio.ts'
import type { PaletteEntry, PaletteSource } from '../commands/paletteEntries.ts'
import { useLibrary } from '../state/library.ts'
import { useLibraryInPalette } from './libraryInPalette.ts'

let router: Router
let source: PaletteSource
let unmount: () => void
let leave: () => void

const entryOf = (title: string, entries: readonly PaletteEntry[]) =>
  entries.find((entry) => entry.title === title)!

beforeEach(async () => {
  const fake = fakeApp({
    sets: [fakeSet(1, { name: 'Digits', labels: [{ name: 'seven', count: 2 }] })],
    pictures: [fakePicture(1, { name: 'cat' }), fakePicture(2), fakePicture(3, { name: 'cats' })],
  })
  vi.stubGlobal('fetch', async (address: string) => {
    const { searchParams } = new URL(address, 'http://studio')
    const [filter, order] = ['filter', 'order'].map((name) => JSON.parse(searchParams.get(name) ?? '{}'))
    return new Response(new Uint32Array(fake.ids(filter, order)))
  })
  const connection = fakeConnection(fake)
  provideConnection(connection)
  leave = followEvents(connection)
  const pinia = createPinia()
  setActivePinia(pinia)
  const view = { render: () => null }
  router = createRouter({
    history: createMemoryHistory(),
    routes: [
      { path: '/library', name: 'library', component: view },
      { path: '/parse/:picture?', name: 'parse', component: view },
    ],
  })
  const palette = defineComponent(() => {
    source = useLibraryInPalette()
    return () => null
  })
  unmount = mountWithoutDom(palette, (app) => app.use(pinia).use(router))
  await vi.waitFor(() => expect(useLibrary().sets?.length).toBe(1))
})

afterEach(() => {
  unmount()
  leave()
  vi.unstubAllGlobals()
})

describe('the library in the palette', () => {
  it('has sets and filters at once; labels and what is done with a set wait for a search', () => {
    const entries = source.entries!()
    const atOnce = entries.filter(({ searchedOnly }) => !searchedOnly).map(({ title }) => title)
    expect(atOnce).toContain('Digits')
    expect(atOnce).toContain('Show parsed pictures')
    expect(atOnce).not.toContain('seven')
    expect(entryOf('seven', entries).searchedOnly).toBe(true)
    expect(entryOf('Digits: parse all of it', entries).searchedOnly).toBe(true)
  })

  it('shows what is chosen in the Library, whichever view it is asked in', async () => {
    await router.push('/parse')
    entryOf('seven', source.entries!()).run()
    await vi.waitFor(() => expect(router.currentRoute.value.name).toBe('library'))
    expect(useLibrary().filter).toEqual({ labels: ['seven'] })
  })

  it('finds pictures by name, and opens one', async () => {
    const found = await source.find!('cat', new AbortController().signal)
    expect(found.map(({ title }) => title)).toEqual(['cat', 'cats'])
    found[1].run()
    await vi.waitFor(() => expect(router.currentRoute.value.fullPath).toBe('/parse/3'))
  })
})
