import { execFile } from 'node:child_process'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { encodePng } from '../base/png.ts'
import { moveHome } from '../engine/engine.testing.ts'
import { blank } from '../export/paint.ts'
import { openWorkspace } from '../workspace/open.ts'

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
  const computing = args[0] === 'list' ? [] : ['--backend', 'simd', '--threads', '1']
  const options = ['--workspace', 'workspace', ...computing]
  return run(process.execPath, script, 'library', args[0], ...options, ...args.slice(1))
}

function run(program: string, ...args: string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  return new Promise((resolve) => {
    execFile(program, args, { cwd: folder }, (error, stdout, stderr) =>
      resolve({ code: error ? Number(error.code) : 0, stdout, stderr }),
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
})

it('a folder without a picture is refused with exit code 3, and leaves no set', async () => {
  await mkdir(path.join(folder, 'texts'))
  for (const name of ['a.txt', 'b.png']) await writeFile(path.join(folder, 'texts', name), 'not a picture')
  await mkdir(path.join(folder, 'nothing'))
  const before = (await library('list')).stdout
  const texts = await library('import', 'texts')
  expect(texts.code, texts.stderr).toBe(3)
  expect(texts.stderr).toContain('No usable picture in texts: 2 files skipped.')
  expect(texts.stderr).toMatch(/2 skipped:\n.*a\.txt: not a PNG/)
  const nothing = await library('import', 'nothing')
  expect([nothing.code, nothing.stderr]).toEqual([3, expect.stringContaining('it has no files')])
  expect((await library('list')).stdout).toBe(before)
})

it.runIf(process.platform === 'linux')('too few files that may be open are named', async () => {
  // The shell's own files count among them; where the app gets further it works.
  const { stderr } = await run(
    'bash',
    '-c',
    `ulimit -n 34; exec "${process.execPath}" "${script}" library import shapes --workspace few`,
  )
  expect(stderr).toContain('too many files are open: raise the limit')
})

it('the sets are listed while the app has the workspace; what writes is refused, and the hint says what to do', async () => {
  const app = openWorkspace(path.join(folder, 'workspace'))
  try {
    app.setAddress('http://127.0.0.1:1234/')
    const listed = await library('list')
    expect(listed.code, listed.stderr).toBe(0)
    expect(listed.stdout).toMatch(/^1\tshapes\t3 pictures\t/)
    for (const task of [['import', 'shapes'], ['parse']]) {
      const refused = await library(...task)
      expect(refused.code).toBe(8)
      expect(refused.stderr).toMatch(/is in use: .*\nhint: Continue in the page at http:/)
    }
  } finally {
    await app.close()
  }
})

it('a library that does not exist yet is empty, and one picture is in the singular', async () => {
  const list = (...more: string[]) => library('list', '--workspace', 'another', ...more)
  expect(await library('list', '--workspace', 'nowhere', '--json')).toMatchObject({ code: 0, stdout: '[]\n' })
  expect((await list()).stderr).toBe('The library is empty. Add pictures with rnp library import PATHS.\n')
  const imported = await library('import', path.join('shapes', '1.png'), '--workspace', 'another')
  expect(imported.stdout).toBe('1 picture added\n')
  expect((await list()).stdout).toMatch(/^1\t1\.png\t1 picture\t/)
})

it('a path that does not exist is refused before anything is opened', async () => {
  const refused = await library('import', 'gone')
  expect(refused.code).toBe(2)
  expect(refused.stderr).toMatch(/^error: gone does not exist\.\nhint: /)
})
