// @vitest-environment happy-dom
import { createPinia, setActivePinia } from 'pinia'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { nextTick } from 'vue'
import { encodeParse } from '../../main/contract/parseFile.ts'
import { fakeApp, fakeConnection, fakePicture } from '../client/fake.testing.ts'
import { provideConnection } from '../client/studio.ts'
import { usePlace } from '../state/place.ts'
import { mountInWindow, press } from '../ui/mount.testing.ts'
import { glyphParse } from './glyph.testing.ts'
import { useParse } from './parseStore.ts'
import Stage from './Stage.vue'

const stage = () => document.querySelector<HTMLElement>('[data-testid=stage]')!
const plane = () => stage().firstElementChild as HTMLElement
const zoom = () => Number.parseFloat(document.querySelector('[data-testid=zoom]')!.textContent!)
const where = () => plane().style.translate.split(' ').map(Number.parseFloat)
const button = (label: string) => document.querySelector<HTMLElement>(`button[aria-label^="${label}"]`)!

async function pointer(type: string, x: number, y: number): Promise<void> {
  const init = { pointerId: 1, clientX: x, clientY: y, button: 0, bubbles: true }
  stage().dispatchEvent(new PointerEvent(type, init))
  await nextTick()
}

beforeEach(async () => {
  const file = encodeParse(glyphParse())
  vi.stubGlobal('fetch', async () => ({ ok: true, arrayBuffer: async () => file.buffer }))
  provideConnection(fakeConnection(fakeApp({ pictures: [fakePicture(1)] })))
  setActivePinia(createPinia())
  usePlace().go(1)
  await useParse().follow()
  await mountInWindow(Stage, { parse: useParse().shown })
})

describe('the keys of the canvas', () => {
  it('zoom in and out around its middle, and fit it', async () => {
    const [fitted, home] = [zoom(), where()]
    expect(fitted).toBeGreaterThan(1)
    expect(await press('+')).toBe(false)
    expect(zoom()).toBeGreaterThan(fitted)
    await press('-')
    await press('-')
    expect(zoom()).toBeLessThan(fitted)
    await press('0')
    expect([zoom(), where()]).toEqual([fitted, home])
  })

  it('pan with Shift and an arrow, each by the same amount, until the canvas is fitted', async () => {
    const [x, y] = where()
    await press('ArrowLeft', { shiftKey: true })
    const step = where()[0] - x
    expect(step).toBeGreaterThan(0)
    await press('ArrowUp', { shiftKey: true })
    expect(where()).toEqual([x + step, y + step])
    await press('ArrowRight', { shiftKey: true })
    await press('ArrowDown', { shiftKey: true })
    expect(where()).toEqual([x, y])
    await press('ArrowRight', { shiftKey: true })
    await press('0')
    expect(where()).toEqual([x, y])
  })

  it('leave arrow keys without Shift to the view, which walks through pictures', async () => {
    const before = where()
    expect(await press('ArrowRight')).toBe(true)
    expect(where()).toEqual(before)
  })

  it('undo a drag with Escape, which does nothing else then', async () => {
    const [x, y] = where()
    await pointer('pointerdown', 100, 100)
    await pointer('pointermove', 160, 130)
    expect(where()).toEqual([x + 60, y + 30])
    expect(await press('Escape')).toBe(false)
    expect(where()).toEqual([x, y])
    await pointer('pointermove', 200, 200)
    await pointer('pointerup', 200, 200)
    expect(where()).toEqual([x, y])
    expect(await press('Escape')).toBe(true)
  })
})

it('The buttons of the canvas do the same as its keys', async () => {
  const fitted = zoom()
  button('Zoom in').click()
  await nextTick()
  expect(zoom()).toBeGreaterThan(fitted)
  button('Fit').click()
  await nextTick()
  expect(zoom()).toBe(fitted)
})
