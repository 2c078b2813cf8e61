import { getActivePinia } from 'pinia'
import { TooltipProvider } from 'reka-ui'
import { onTestFinished, vi } from 'vitest'
import { type Component, createApp, h, nextTick } from 'vue'
import { useKeys } from '../commands/useKeys.ts'

/** Everything has this size, px: a DOM without a screen lays nothing out. */
const SIZE = { width: 500, height: 400 }

/** Reports that size of each element it observes. */
class SizeObserver implements ResizeObserver {
  readonly #report: ResizeObserverCallback

  constructor(report: ResizeObserverCallback) {
    this.#report = report
  }

  observe(target: Element): void {
    const box = [{ inlineSize: SIZE.width, blockSize: SIZE.height }]
    const entry = { target, contentRect: SIZE, contentBoxSize: box, borderBoxSize: box }
    queueMicrotask(() => this.#report([entry as unknown as ResizeObserverEntry], this))
  }

  unobserve(): void {}
  disconnect(): void {}
}

/** Draws nothing: canvases without a screen have no context. */
const context = new Proxy(
  {},
  { get: () => () => ({ width: 0 }), set: () => true },
) as unknown as CanvasRenderingContext2D

/**
 * Mounts a component in a page, with the keys of the window, until the running test is over. For tests that begin with
 * `// @vitest-environment happy-dom`.
 *
 * @param setUp runs as part of the window, around the component
 */
export async function mountInWindow(
  component: Component,
  props: Readonly<Record<string, unknown>> = {},
  setUp: () => void = () => {},
): Promise<HTMLElement> {
  vi.stubGlobal('ResizeObserver', SizeObserver)
  vi.spyOn(HTMLCanvasElement.prototype, 'getContext').mockReturnValue(context)
  const page = document.createElement('div')
  document.body.append(page)
  const app = createApp({
    setup() {
      useKeys()
      setUp()
      return () => h(TooltipProvider, () => h(component, props))
    },
  })
  app.use(getActivePinia()!)
  app.config.warnHandler = (message) => {
    throw new Error(message)
  }
  app.mount(page)
  onTestFinished(() => {
    app.unmount()
    page.remove()
    vi.restoreAllMocks()
    vi.unstubAllGlobals()
  })
  await nextTick()
  return page
}

/** Presses a key on what has the focus. @returns whether nobody took it */
export async function press(key: string, held: KeyboardEventInit = {}): Promise<boolean> {
  const event = new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true, ...held })
  const target = document.activeElement ?? document.body
  const isFree = target.dispatchEvent(event)
  await nextTick()
  await nextTick()
  return isFree
}
