import { execFile } from 'node:child_process'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { moveHome } from '../engine/fixtures.ts'
import { blank } from '../figures/paint.ts'
import { encodePng } from '../figures/png.ts'

const script = fileURLToPath(new URL('rnp.ts', import.meta.url))

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'rnp-cli-library-'))
  moveHome(folder)
  await mkdir(path.join(folder, 'shapes'))
  for (const [i, grey] of [10, 120, 240].entries()) {
    const png = await encodePng(blank(20 + i, 20, [grey, grey, grey]))
    await writeFile(path.join(folder, 'shapes', `${i}.png`), png)
  }
  await writeFile(path.join(folder, 'shapes/notes.png'), 'not a picture')
})
afterAll(() => rm(folder, { recursive: true, force: true, maxRetries: 5 }))

function library(...args: string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  const options = ['--workspace', 'workspace', '--backend', 'simd', '--threads', '1']
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      [script, 'library', ...args, ...options],
      { cwd: folder },
      (error, stdout, stderr) => resolve({ code: error ? Number(error.code) : 0, stdout, stderr }),
    )
  })
}

it('pictures are imported, listed and parsed by the services of the app', async () => {
  const imported = await library('import', 'shapes')
  expect(imported.code, imported.stderr).toBe(0)
  expect(imported.stderr).toMatch(/1 skipped:\n.*notes\.png: /)
  const listed = await library('list', '--json')
  const [set] = JSON.parse(listed.stdout)
  expect(set).toMatchObject({ name: 'shapes', pictures: 3, skipped: 1, path: path.join(folder, 'shapes') })
  const found = await library('parse', '--sets', 'shapes', '--text', '1.png')
  expect(found.code, found.stderr).toBe(0)
  expect(found.stdout).toMatch(/^1 parsed by [\w-]+\n$/)
  expect((await library('parse', '--sets', 'gone')).code).toBe(2)
  const parsed = await library('parse')
  expect(parsed.code, parsed.stderr).toBe(0)
  expect(parsed.stdout).toMatch(/^2 parsed by [\w-]+, 1 parsed before\n$/)
  const again = await library('parse')
  expect(again.code, again.stderr).toBe(0)
  expect(again.stdout).toMatch(/^Nothing is left to parse: 3 pictures were parsed by [\w-]+ before\n$/)
  expect((await library('list')).stdout).toBe(`${set.id}\tshapes\t3 pictures\t${set.path}\n`)
}, 120_000)

it('what is not there is refused before anything is opened', async () => {
  const refused = await library('import', 'gone')
  expect(refused.code).toBe(2)
  expect(refused.stderr).toContain('gone is not there')
})
