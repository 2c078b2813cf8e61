import { createPinia, setActivePinia } from 'pinia'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { nextTick } from 'vue'
import { fakeApp, fakeConnection } from '../client/fake.testing.ts'
import { provideConnection } from '../client/studio.ts'
import { keepShown } from './keepShown.ts'
import { useLibrary } from './library.ts'

const stored = new Map<string, string>()
const storage = {
  getItem: (name: string) => stored.get(name) ?? null,
  setItem: (name: string, value: string) => void stored.set(name, value),
}

/** Opens or reloads a window: only the browser's session storage is kept. */
function openWindow() {
  setActivePinia(createPinia())
  provideConnection(fakeConnection(fakeApp()))
  keepShown(storage)
  return useLibrary()
}

beforeEach(() => {
  stored.clear()
  vi.stubGlobal('fetch', async () => new Response(new Uint32Array()))
  return () => vi.unstubAllGlobals()
})

describe('keepShown', () => {
  it('begins with all pictures', () => {
    expect(openWindow().filter).toEqual({})
  })

  it('shows the same pictures in the same order after a reload', async () => {
    const before = openWindow()
    before.show({ labels: ['7'], parsed: true })
    before.order = { by: 'error', descending: true }
    await nextTick()
    const after = openWindow()
    expect(after.filter).toEqual({ labels: ['7'], parsed: true })
    expect(after.order).toEqual({ by: 'error', descending: true })
  })
})
