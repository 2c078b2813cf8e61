import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { type FakeApp, fakeApp, fakeConnection } from '../client/fake.testing.ts'
import { provideConnection } from '../client/studio.ts'
import { loadSettings, sendWhenHidden, useSetting } from './settings.ts'

let fake: FakeApp
const sent = () => fake.calls.filter(({ name }) => name === 'app.setSetting').map(({ input }) => input)

beforeEach(() => {
  vi.useFakeTimers()
  fake = fakeApp()
  provideConnection(fakeConnection(fake))
})
afterEach(() => vi.useRealTimers())

describe('what a window remembers', () => {
  it('is what the app has stored, and the default until then', async () => {
    expect(useSetting('wall.size', 64).value).toBe(64)
    Object.assign(fake.state.settings, { 'wall.size': 96 })
    await loadSettings()
    expect(useSetting('wall.size', 64).value).toBe(96)
  })

  it('is sent once after it no longer changes', () => {
    const size = useSetting('wall.size', 64)
    for (const value of [70, 80, 90]) size.value = value
    expect([size.value, sent()]).toEqual([90, []])
    vi.advanceTimersByTime(300)
    expect(sent()).toEqual([{ name: 'wall.size', value: 90 }])
  })

  it.each(['pagehide', 'visibilitychange'])('is sent at once at %s, and not again later', (type) => {
    const [page, window] = [
      Object.assign(new EventTarget(), { visibilityState: 'hidden' as const }),
      new EventTarget(),
    ]
    const stop = sendWhenHidden(page, window)
    useSetting('theme', 'system').value = 'dark'
    useSetting('wall.size', 64).value = 72
    const at = type === 'pagehide' ? window : page
    at.dispatchEvent(new Event(type))
    at.dispatchEvent(new Event(type))
    vi.advanceTimersByTime(1000)
    expect(sent()).toEqual([
      { name: 'theme', value: 'dark' },
      { name: 'wall.size', value: 72 },
    ])
    stop()
  })

  it('is not sent at once when the page becomes visible again', () => {
    const page = Object.assign(new EventTarget(), { visibilityState: 'visible' as const })
    const stop = sendWhenHidden(page, new EventTarget())
    useSetting('theme', 'system').value = 'light'
    page.dispatchEvent(new Event('visibilitychange'))
    expect(sent()).toEqual([])
    stop()
    vi.advanceTimersByTime(300)
  })
})
