import { getActivePinia } from 'pinia'
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest'
import { defineComponent } from 'vue'
import { createMemoryHistory, createRouter, type Router } from 'vue-router'
import { mountWithoutDom } from '../base/noDom.testing.ts'
import type { PaletteEntry, PaletteSource } from '../commands/paletteEntries.ts'
import { useLibrary } from '../state/library.ts'
import { eventually, openTestWindow } from '../state/window.testing.ts'
import { useLibraryInPalette } from './libraryInPalette.ts'

let router: Router
let source: PaletteSource
let pictures: readonly number[]

const entryOf = (title: string, entries: readonly PaletteEntry[]) =>
  entries.find((entry) => entry.title === title)!

beforeEach(async () => {
  const app = await openTestWindow()
  pictures = app.addSet('digit', [{ label: 'seven' }, {}]).pictures
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
  onTestFinished(mountWithoutDom(palette, (root) => root.use(getActivePinia()!).use(router)))
  await eventually(() => expect(useLibrary().sets?.length).toBe(1))
})

describe('the library in the palette', () => {
  it('has sets and filters at once; labels and the actions on sets only in a search', () => {
    const entries = source.entries!()
    const atOnce = entries.filter(({ searchedOnly }) => !searchedOnly).map(({ title }) => title)
    expect(atOnce).toContain('digit')
    expect(atOnce).toContain('Show parsed pictures')
    expect(atOnce).not.toContain('seven')
    expect(entryOf('seven', entries).searchedOnly).toBe(true)
    expect(entryOf('digit: parse all pictures', entries).searchedOnly).toBe(true)
  })

  it('shows what is chosen in the Library, whichever view it is asked in', async () => {
    await router.push('/parse')
    entryOf('seven', source.entries!()).run()
    await eventually(() => expect(router.currentRoute.value.name).toBe('library'))
    expect(useLibrary().filter).toEqual({ labels: ['seven'] })
  })

  it('finds pictures by name, and opens one', async () => {
    const found = await source.find!('digit', new AbortController().signal)
    expect(found.map(({ id }) => id)).toEqual(pictures.map((id) => `picture.${id}`))
    found[1].run()
    await eventually(() => expect(router.currentRoute.value.fullPath).toBe(`/parse/${pictures[1]}`))
  })

  it('finds no picture where none has such a name', async () => {
    expect(await source.find!('elephant', new AbortController().signal)).toEqual([])
  })
})
