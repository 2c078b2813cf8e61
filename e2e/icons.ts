// Draws the app's icons (assets/icons) from assets/icon.svg: npm run icons
import { mkdir, readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { startBrowser } from './browser.ts'

const assets = fileURLToPath(new URL('../assets/', import.meta.url))
const svg = await readFile(`${assets}icon.svg`, 'utf8')
await mkdir(`${assets}icons`, { recursive: true })
const browser = await startBrowser()
try {
  const page = await browser.newPage()
  for (const side of [16, 24, 32, 48, 64, 128, 256, 512, 1024]) {
    await page.setViewportSize({ width: side, height: side })
    await page.setContent(
      `<style>body { margin: 0 } svg { display: block; width: 100vw; height: 100vh }</style>${svg}`,
    )
    await page.screenshot({ path: `${assets}icons/${side}x${side}.png`, omitBackground: true })
  }
} finally {
  await browser.close()
}
