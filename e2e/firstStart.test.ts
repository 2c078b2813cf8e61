import { mkdir, readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { plain } from '../model/data/pictures.testing.ts'
import { useApp } from './setUp.ts'
import { addGlyphs, dropFiles, dropPaths, goTo, importByPath, selectFirst } from './window.ts'

const app = useApp()

describe('the first start', () => {
  it('shows what to do first, in every view, without a fault', async () => {
    const studio = await app.start(await app.newHome())
    const { page, faults } = await app.open(studio)
    await page.getByRole('heading', { name: 'Drop pictures anywhere' }).waitFor()
    await goTo(page, 'Train')
    await page.getByRole('heading', { name: 'Nothing to train on yet' }).waitFor()
    await goTo(page, 'Parse')
    await page.getByRole('heading', { name: 'See a picture as a tree of parts' }).waitFor()
    expect(faults).toEqual([])
    expect(new URL(page.url()).search).toBe('')
  })

  it('is refused on a workspace that is open, with the process that has it', async () => {
    const home = await app.newHome()
    const studio = await app.start(home)
    await expect(app.start(home)).rejects.toThrow(new RegExp(`${studio.process.pid}`))
  })
})

describe('pictures', () => {
  it('are imported from a folder of this computer, bad files listed with their reasons', async () => {
    const home = await app.newHome()
    const folder = join(home, 'my-pictures')
    await mkdir(join(folder, 'cats'), { recursive: true })
    await mkdir(join(folder, 'dogs'))
    for (let i = 0; i < 12; i++) {
      const png = await plain(20 + i, 20, 20 * i).png()
      await writeFile(join(folder, i % 2 ? 'cats' : 'dogs', `${i}.png`), png)
    }
    await writeFile(join(folder, 'cats', 'broken.png'), (await plain(30, 30, 9).png()).subarray(0, 40))
    await writeFile(join(folder, 'notes.txt'), 'no picture')
    const studio = await app.start(home)
    const { page, faults } = await app.open(studio)
    await importByPath(page, folder)
    await page.getByRole('button', { name: /cats 6/ }).waitFor()
    await page.getByRole('button', { name: /dogs 6/ }).waitFor()
    await page.getByText('2 skipped').click()
    await page.getByText('broken.png').waitFor()
    await page.getByText('notes.txt').waitFor()
    expect(faults).toEqual([])
  })

  it('dropped on the window are sent to the app and imported', async () => {
    const home = await app.newHome()
    const files: string[] = []
    for (let i = 0; i < 3; i++) {
      files.push(join(home, `p${i}.png`))
      await writeFile(files[i], await plain(24, 24, 40 * i).png())
    }
    const { page } = await app.open(await app.start(home))
    // Collects every heading that the window shows meanwhile.
    await page.evaluate(() => {
      const titles: string[] = []
      Object.assign(globalThis, { titles })
      new MutationObserver(() => {
        for (const { textContent } of document.querySelectorAll('h2')) titles.push(textContent)
      }).observe(document.body, { subtree: true, childList: true, characterData: true })
    })
    await dropFiles(page, files)
    await page.getByRole('button', { name: /All pictures 3/ }).waitFor()
    expect(await page.evaluate(() => (globalThis as unknown as { titles: string[] }).titles)).not.toContain(
      'No picture matches',
    )
    await selectFirst(page)
    await page.getByText(/^p[0-2]\.png, sent by the browser$/).waitFor()
  })

  it('in a dropped folder are taken, whatever their names, and what cannot be taken is listed', async () => {
    const home = await app.newHome()
    const folder = join(home, 'shots')
    await mkdir(join(folder, '.ipynb_checkpoints'), { recursive: true })
    const png = await plain(24, 24, 40).png()
    const names = [
      'Screenshot from 2012-04-28 15:34:10.png',
      'ok.png',
      'line\nbreak.png',
      '.ipynb_checkpoints/ok.png',
    ]
    for (const name of names) await writeFile(join(folder, name), png)
    const { page, faults } = await app.open(await app.start(home))
    await dropPaths(page, [folder])
    await page.getByRole('button', { name: /All pictures 2/ }).waitFor()
    await page.getByText('1 skipped').click()
    await page.getByText(/cannot be the name of an uploaded file/).waitFor()
    expect(faults.filter((fault) => !fault.includes('400'))).toEqual([])
  })

  it('that none can be read of leave no set', async () => {
    const home = await app.newHome()
    const folder = join(home, 'texts')
    await mkdir(folder)
    await writeFile(join(folder, 'notes.txt'), 'no picture')
    const { page } = await app.open(await app.start(home))
    await dropPaths(page, [folder])
    await page
      .getByText(/No usable picture in texts/)
      .first()
      .waitFor()
    await page.getByRole('heading', { name: 'Drop pictures anywhere' }).waitFor()
    expect(await readdir(join(home, 'workspace', 'uploads')).catch(() => [])).toEqual([])
  })

  it('are there again after a reload, and after a start of the app', async () => {
    const home = await app.newHome()
    const studio = await app.start(home)
    const { page } = await app.open(studio)
    await addGlyphs(page)
    await page.reload()
    await page.getByRole('button', { name: /All pictures 10,000/ }).waitFor()
    expect(await studio.close()).toBe(0)
    const again = await app.open(await app.start(home))
    await again.page.getByRole('button', { name: /All pictures 10,000/ }).waitFor()
    expect(again.faults).toEqual([])
  })

  it('of a public data set cannot be fetched without a network: it says so, and what to do', async () => {
    // A proxy that does not exist stands for a missing network.
    const offline = {
      NODE_USE_ENV_PROXY: '1',
      HTTP_PROXY: 'http://127.0.0.1:9',
      HTTPS_PROXY: 'http://127.0.0.1:9',
    }
    const studio = await app.start(await app.newHome(), { env: offline })
    const { page } = await app.open(studio)
    await page
      .getByRole('region', { name: 'Or begin with' })
      .getByRole('button', { name: 'Fetch' })
      .first()
      .click()
    await page
      .getByText(/refused the connection/)
      .first()
      .waitFor({ timeout: 120_000 })
    await page.getByText(/drop their folder on this window/).waitFor()
    await addGlyphs(page)
  })
})
