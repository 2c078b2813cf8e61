import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { idx, picture } from '../model/data/pictures.testing.ts'
import { useApp } from './setUp.ts'
import { dropFiles, goTo } from './window.ts'

const app = useApp()

/** A dark ring on a light ground, wider than high. */
async function writeRing(file: string): Promise<void> {
  const [width, height] = [150, 100]
  const values = Array.from({ length: width * height }, (_, i) => {
    const distance = Math.hypot((i % width) - 75, Math.floor(i / width) - 50)
    return Math.abs(distance - 30) < 5 ? 20 : 240
  })
  await writeFile(file, await picture(width, height, values).png())
}

describe('parsing', () => {
  it('shows a dropped picture as a tree of parts, linked with the canvas both ways', async () => {
    const home = await app.newHome()
    const file = join(home, 'ring.png')
    await writeRing(file)
    const { page, faults } = await app.open(await app.start(home))
    await dropFiles(page, [file])
    const tree = page.getByRole('tree', { name: 'Program tree' })
    await tree.getByRole('treeitem').nth(4).waitFor()
    await page.getByTestId('picture-name').getByText('ring.png').waitFor()
    await page.getByTestId('mapping').getByText(/150/).waitFor()

    await page.getByTestId('node-3').click()
    expect(await page.getByTestId('node-3').getAttribute('aria-selected')).toBe('true')
    await page.getByTestId('part-details').waitFor()
    for (const word of ['Rotation', 'Shear'])
      await page.getByTestId('part-details').getByText(word).first().waitFor()

    // From the pixels to the node: the pointer lights a part somewhere on the ring.
    const box = (await page.getByTestId('stage').boundingBox())!
    const { x, y, width, height } = box
    const reach = Math.min(width, height) / 2
    for (let angle = 0; angle < 12; angle++) {
      const [dx, dy] = [Math.cos(angle / 2), Math.sin(angle / 2)]
      await page.mouse.move(x + width / 2 + 0.4 * reach * dx, y + height / 2 + 0.4 * reach * dy)
      if (await page.locator('[role=treeitem].lit, [role=treeitem].hovered').count()) break
    }
    expect(await page.locator('[role=treeitem].lit, [role=treeitem].hovered').count()).toBeGreaterThan(0)
    expect(faults).toEqual([])
  })

  it('pans its canvas by a drag, which Escape undoes, and selects the part under a click', async () => {
    const { page, faults } = await app.openGlyphs(4)
    await goTo(page, 'Parse')
    await page.getByTestId('parse-first').first().click()
    await page.getByRole('treeitem').nth(4).waitFor()
    const stage = (await page.getByTestId('stage').boundingBox())!
    const layer = page.getByTestId('layer')
    const home = (await layer.boundingBox())!
    const nodeOf = (key: string) => page.locator(`[role=treeitem][data-key="${key}"]`)
    const left = async () => Math.round((await layer.boundingBox())!.x - home.x)
    const [x, y] = [stage.x + 10, stage.y + 10]
    await page.mouse.move(x, y)
    await page.mouse.down()
    await page.mouse.move(x + 60, y, { steps: 3 })
    await expect.poll(left).toBe(60)
    await page.keyboard.press('Escape')
    await expect.poll(left).toBe(0)
    await page.mouse.move(x + 90, y)
    await page.mouse.up()
    expect(await left()).toBe(0)

    await page.mouse.move(x, y)
    await page.mouse.down()
    // The gesture continues outside of the window.
    await page.mouse.move(x - 200, y, { steps: 3 })
    await page.mouse.up()
    await expect.poll(left).toBe(-200)
    expect(await nodeOf('').getAttribute('aria-selected')).toBe('true')

    await page.keyboard.press('0')
    await expect.poll(left).toBe(0)
    const hovered = page.locator('[role=treeitem].lit, [role=treeitem].hovered')
    const middle = { x: home.x + home.width / 2, y: home.y + home.height / 2 }
    for (let step = 0; step < 60 && (await hovered.count()) === 0; step++) {
      const reach = (home.width / 2) * (step / 60)
      await page.mouse.move(middle.x + reach * Math.cos(step), middle.y + reach * Math.sin(step))
    }
    const key = await hovered.first().getAttribute('data-key')
    await page.mouse.down()
    await page.mouse.up()
    expect(key).toMatch(/^\d/)
    await expect.poll(() => nodeOf(key!).getAttribute('aria-selected')).toBe('true')
    expect(faults).toEqual([])
  })

  it('runs the program glimpse by glimpse, exports, and keeps the parse over a reload', async () => {
    const { page, faults } = await app.openGlyphs(12)
    await goTo(page, 'Parse')
    await page.getByTestId('parse-first').first().click()
    await page.getByTestId('step').waitFor()
    const steps = Number((await page.getByTestId('step').textContent())!.split('/')[1])
    expect(steps).toBeGreaterThanOrEqual(4)
    const scrubber = page.getByTestId('scrubber')
    await scrubber.focus()
    await scrubber.press('Home')
    await scrubber.press('ArrowRight')
    expect(await page.getByTestId('step').textContent()).toMatch(/^1 \//)
    await page.getByTestId('glimpse').first().waitFor()

    await page.getByTestId('export').click()
    const download = page.waitForEvent('download')
    await page.getByRole('menuitem', { name: /JSON/ }).click()
    expect((await download).suggestedFilename()).toMatch(/\.json$/)

    await page.reload()
    await page.getByRole('tree', { name: 'Program tree' }).getByRole('treeitem').nth(4).waitFor()
    expect(faults).toEqual([])
  })

  it('names what it shows: the parse of the picture before is dimmed, named as that, and not exported', async () => {
    const { page, faults } = await app.openGlyphs(4)
    await goTo(page, 'Parse')
    await page.getByTestId('parse-first').first().click()
    await page.getByRole('treeitem').nth(4).waitFor()
    const name = page.getByTestId('picture-name')
    const strip = page.getByTestId('film-strip')
    /** All names that the view gives to what it shows, as one. */
    const named = () =>
      page.evaluate(() => {
        const text = (selector: string) => document.querySelector(selector)?.textContent?.trim()
        const [selected] = document.querySelectorAll('[data-testid=film-strip] [aria-selected=true]')
        const names = new Set([
          text('[data-testid=picture-name]'),
          text('[data-testid=image-details] h3'),
          selected?.getAttribute('aria-label')?.split(' · ')[0],
        ])
        return [...names]
      })
    const first = (await name.textContent())!
    const held = Promise.withResolvers<void>()
    await page.route('**/api/parses/*', async (route) => {
      await held.promise
      await route.continue()
    })
    await page.keyboard.press('ArrowRight')
    await strip.locator('.awaited').waitFor()
    expect(await named()).toEqual([first])
    expect(await name.getAttribute('class')).toContain('behind')
    expect(await page.getByTestId('export').isDisabled()).toBe(true)
    await page.keyboard.press('e')
    // One that takes long gives way to the picture itself, under its own name.
    await expect.poll(() => name.textContent()).not.toBe(first)
    expect(await page.getByTestId('stage').count()).toBe(0)
    const download = page.waitForEvent('download')
    held.resolve()
    await page.getByRole('treeitem').nth(4).waitFor()
    await expect.poll(() => page.getByTestId('export').isEnabled()).toBe(true)
    const second = (await name.textContent())!
    expect(await named()).toEqual([second])
    await page.keyboard.press('e')
    expect((await download).suggestedFilename()).toBe(second.replace('.png', '-parts.png'))

    // Walking on, no frame shows names of two pictures.
    await page.evaluate(() => {
      const mixed: string[] = []
      Object.assign(globalThis, { mixed })
      const look = () => {
        const text = (selector: string) => document.querySelector(selector)?.textContent?.trim()
        const names = ['[data-testid=picture-name]', '[data-testid=image-details] h3'].map(text)
        if (names[1] !== undefined && names[0] !== names[1]) mixed.push(names.join(' / '))
        requestAnimationFrame(look)
      }
      look()
    })
    for (const key of ['ArrowRight', 'ArrowRight', 'ArrowLeft', 'ArrowLeft', 'ArrowLeft']) {
      await page.keyboard.press(key)
      await page.getByRole('treeitem').nth(4).waitFor()
    }
    await expect.poll(() => name.textContent()).toBe(first)
    expect(await page.evaluate(() => (globalThis as unknown as { mixed: string[] }).mixed)).toEqual([])
    expect(faults).toEqual([])
  })

  it('names the files of pictures of one IDX file by the picture', async () => {
    const home = await app.newHome()
    const file = join(home, 'my.digits-idx3-ubyte')
    await writeFile(file, idx(0x803, [3, 28, 28], new Uint8Array(3 * 28 * 28).fill(90, 300, 420)))
    const { page, faults } = await app.open(await app.start(home, { args: [file] }))
    await page.getByRole('button', { name: 'All pictures 3' }).waitFor()
    await goTo(page, 'Parse')
    await page.getByTestId('parse-first').first().click()
    const saved: string[] = []
    for (let i = 0; i < 3; i++) {
      await expect.poll(() => page.getByTestId('export').isEnabled()).toBe(true)
      const download = page.waitForEvent('download')
      await page.keyboard.press('e')
      saved.push((await download).suggestedFilename())
      await page.keyboard.press('ArrowRight')
      if (i < 2)
        await page
          .getByTestId('picture-name')
          .getByText(`my.digits ${i + 1}`)
          .waitFor()
    }
    expect(saved).toEqual([0, 1, 2].map((i) => `my.digits-${i}-parts.png`))
    expect(faults).toEqual([])
  })

  it('goes on by itself when its engine is killed, and with an engine that is started anew by hand', async () => {
    const { page, studio, faults } = await app.openGlyphs(12)
    await goTo(page, 'Parse')
    await page.getByTestId('parse-first').first().click()
    const name = page.getByTestId('picture-name')
    const parsed = page.getByRole('treeitem').nth(4)
    await parsed.waitFor()
    const first = await name.textContent()
    studio.killEngine('parsing')
    await page.keyboard.press('ArrowRight')
    await expect.poll(() => name.textContent(), { timeout: 30_000 }).not.toBe(first)
    await parsed.waitFor()

    const second = await name.textContent()
    await page.getByRole('button', { name: /simd/ }).click()
    await page.getByText('restarted').waitFor()
    await page.getByRole('button', { name: 'Restart' }).click()
    await page.keyboard.press('Escape')
    await page.keyboard.press('ArrowRight')
    await expect.poll(() => name.textContent(), { timeout: 30_000 }).not.toBe(second)
    await parsed.waitFor()
    expect(await page.getByTestId('parse-failed').count()).toBe(0)
    expect(faults).toEqual([])
  })

  it('of a whole set goes on in the background, and the wall shows its parts', async () => {
    const { page } = await app.openGlyphs(80)
    await page.getByRole('button', { name: /^Parse 80 pictures/ }).click()
    await page.getByRole('button', { name: /^Not parsed 0/ }).waitFor({ timeout: 120_000 })
    await page.getByRole('button', { name: 'Parts', exact: true }).click()
    expect(await page.getByRole('button', { name: 'Parts', exact: true }).getAttribute('aria-pressed')).toBe(
      'true',
    )
  })
})
