import { createPinia, setActivePinia } from 'pinia'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { type EffectScope, effectScope, nextTick } from 'vue'
import { encodeParse } from '../../main/contract/parseFile.ts'
import { fakeApp, fakeConnection, fakePicture } from '../client/fake.testing.ts'
import { provideConnection } from '../client/studio.ts'
import { usePlace } from '../state/place.ts'
import { glyphParse } from './glyph.testing.ts'
import { useParse } from './parseStore.ts'
import { usePlay } from './usePlay.ts'

const file = encodeParse(glyphParse())
let scope: EffectScope
let play: ReturnType<typeof usePlay>
let store: ReturnType<typeof useParse>

function look(picture: number): Promise<void> {
  usePlace().go(picture)
  return store.follow()
}

beforeEach(async () => {
  provideConnection(fakeConnection(fakeApp({ pictures: [fakePicture(1), fakePicture(2)] })))
  setActivePinia(createPinia())
  vi.stubGlobal('fetch', async () => new Response(file))
  store = useParse()
  await look(1)
  vi.useFakeTimers()
  scope = effectScope()
  play = scope.run(usePlay)!
  play.speed.value = 4
  await nextTick()
})

afterEach(() => {
  scope.stop()
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

describe('running the program automatically', () => {
  it('begins with the blank canvas, goes at its speed and stops when it is whole', () => {
    play.toggle()
    expect(store.step).toBe(0)
    vi.advanceTimersByTime(1000)
    expect(store.step).toBe(4)
    vi.advanceTimersByTime(10_000)
    expect(store.step).toBe(16)
    expect(play.playing.value).toBe(false)
  })

  it('goes on from where it stands', () => {
    play.go(6)
    play.toggle()
    vi.advanceTimersByTime(500)
    expect(store.step).toBe(8)
  })

  it('changes its speed while it runs, and does not start by that', async () => {
    play.go(0)
    play.speed.value = 8
    await nextTick()
    vi.advanceTimersByTime(1000)
    expect(store.step).toBe(0)
    play.toggle()
    vi.advanceTimersByTime(1000)
    expect(store.step).toBe(8)
  })

  it('stops where a person steps by hand', () => {
    play.toggle()
    vi.advanceTimersByTime(1000)
    play.by(-1)
    vi.advanceTimersByTime(1000)
    expect([store.step, play.playing.value]).toEqual([3, false])
    play.byPart(1)
    expect(store.step).toBe(4)
    play.byPart(1)
    expect(store.step).toBe(8)
  })

  it('stops when another picture is shown', async () => {
    play.toggle()
    vi.advanceTimersByTime(500)
    await look(2)
    expect(play.playing.value).toBe(false)
    vi.advanceTimersByTime(1000)
    expect(store.step).toBe(16)
  })
})
