// Measures how fast the app responds in a real browser: npm run bench:app. Prints medians; it tests nothing.
import { mkdir, readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { build, pages } from '../main/launch/build.ts'
import { glyphs } from '../model/data/glyphs/glyphs.ts'
import { idx } from '../model/data/pictures.testing.ts'
import { startBrowser } from './browser.ts'
import { writeGlyphs } from './pictures.ts'
import { makeHome, removeHome, startStudio } from './studio.ts'
import { dropFiles, importByPath, openWindow } from './window.ts'

const MANY = 100_000
const IMPORTED = 10_000
const DROPS = 12

function say(what: string, figure: string): void {
  console.log(`${what.padEnd(64)}${figure}`)
}

const median = (values: readonly number[]) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]

async function filesOf(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  return entries.filter((entry) => entry.isFile()).map(({ parentPath, name }) => join(parentPath, name))
}

const ms = (value: number) => `${value.toFixed(0)} ms`

async function measureStart(): Promise<void> {
  const times: number[] = []
  for (let i = 0; i < 3; i++) {
    const start = performance.now()
    const studio = await startStudio(join(home, `start-${i}`))
    const { page } = await openWindow(browser, studio)
    await page.getByRole('heading', { level: 2 }).first().waitFor()
    times.push(performance.now() - start)
    await page.context().close()
    await studio.close()
  }
  say('start of the app to a window that can be used', ms(median(times)))
}

async function measureDrops(): Promise<void> {
  const folder = join(home, 'drops')
  await writeGlyphs(folder, DROPS)
  const studio = await startStudio(join(home, 'dropping'))
  const { page } = await openWindow(browser, studio)
  const times: number[] = []
  for (const file of await filesOf(folder)) {
    const name = file.split(/[\\/]/).at(-1)!
    const seen = page.evaluate(
      (title) =>
        new Promise<number>((resolve) => {
          let start = 0
          addEventListener(
            'drop',
            () => {
              start = performance.now()
            },
            { once: true, capture: true },
          )
          const look = () => {
            const named = document.querySelector('[data-testid=picture-name]')?.textContent === title
            if (start && named && document.querySelector('[data-testid="node-1"]'))
              resolve(performance.now() - start)
            else requestAnimationFrame(look)
          }
          look()
        }),
      name,
    )
    await dropFiles(page, [file])
    times.push(await seen)
    await page.waitForTimeout(300)
  }
  const [first, ...warm] = times
  say('drop of a picture to its parse, first', ms(first))
  say(`drop of a picture to its parse, warm (median of ${warm.length})`, ms(median(warm)))
  await page.context().close()
  await studio.close()
}

async function measureImport(): Promise<void> {
  const folder = join(home, 'pngs')
  await writeGlyphs(folder, IMPORTED)
  const studio = await startStudio(join(home, 'importing'))
  const { page } = await openWindow(browser, studio)
  const frames = watchFrames(page)
  const start = performance.now()
  await importByPath(page, folder)
  await page.getByRole('button', { name: 'All pictures 10,000' }).waitFor()
  say(
    `import of ${IMPORTED.toLocaleString('en')} PNGs`,
    `${((performance.now() - start) / 1000).toFixed(1)} s`,
  )
  const { longest, times } = await frames.stop()
  say('  frames meanwhile: median, longest', `${ms(median(times))}, ${ms(longest)}`)
  await page.context().close()
  await studio.close()
}

async function measureScrolling(): Promise<void> {
  const folder = join(home, 'many')
  await mkdir(folder)
  await writeFile(join(folder, 'many-images-idx3-ubyte'), manyPictures())
  const studio = await startStudio(join(home, 'scrolling'), {
    args: [join(folder, 'many-images-idx3-ubyte')],
  })
  const { page } = await openWindow(browser, studio)
  await page.getByRole('button', { name: 'All pictures 100,000' }).waitFor({ timeout: 300_000 })
  await page.waitForTimeout(3000)
  const wall = page.getByRole('listbox', { name: 'Pictures' })
  await wall.hover()
  for (const [speed, delta] of [
    ['slowly', 120],
    ['fast', 2400],
  ] as const) {
    const frames = watchFrames(page)
    const end = performance.now() + 5000
    while (performance.now() < end) {
      await page.mouse.wheel(0, delta)
      await page.waitForTimeout(30)
    }
    const { times } = await frames.stop()
    say(
      `scrolling ${MANY.toLocaleString('en')} pictures ${speed}: median frames a second`,
      (1000 / median(times)).toFixed(0),
    )
  }
  await page.context().close()
  await studio.close()
}

/** An IDX file of 100,000 pictures: 2,000 different ones, repeated. */
function manyPictures(): Buffer {
  const { pixels } = glyphs({ count: 2000, seed: 0, side: 28, split: 'train' })
  const all = new Uint8Array(MANY * 28 * 28)
  for (let at = 0; at < all.length; at += pixels.length) all.set(pixels.subarray(0, all.length - at), at)
  return idx(0x803, [MANY, 28, 28], all)
}

/** Records the times between the frames of a page, ms, from now until `stop`. */
function watchFrames(page: Page) {
  const started = page.evaluate(() => {
    const state = globalThis as unknown as { frameTimes: number[]; framesEnd: boolean }
    state.frameTimes = []
    state.framesEnd = false
    let last = performance.now()
    const tick = () => {
      const now = performance.now()
      state.frameTimes.push(now - last)
      last = now
      if (!state.framesEnd) requestAnimationFrame(tick)
    }
    requestAnimationFrame(tick)
  })
  return {
    async stop(): Promise<{ times: number[]; longest: number }> {
      await started
      const times = await page.evaluate(() => {
        const state = globalThis as unknown as { frameTimes: number[]; framesEnd: boolean }
        state.framesEnd = true
        return state.frameTimes
      })
      return { times, longest: Math.max(...times) }
    },
  }
}

const home = await makeHome()
await build(pages)
const browser = await startBrowser()
try {
  await measureStart()
  await measureDrops()
  await measureImport()
  await measureScrolling()
} finally {
  await browser.close()
  await removeHome(home)
}
