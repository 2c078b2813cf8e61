import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { expect, it } from 'vitest'
import { pathsGiven } from './arguments.ts'
import { optionsFrom } from './options.ts'

it('files and folders among the arguments are opened, as seen from where the app was started', async () => {
  const folder = await mkdtemp(path.join(tmpdir(), 'rnp-arguments-'))
  try {
    await writeFile(path.join(folder, 'a.png'), '')
    const argv = ['--no-sandbox', 'a.png', 'gone.png', folder, '--workspace=w', '']
    expect(pathsGiven(argv, folder)).toEqual([path.join(folder, 'a.png'), folder])
  } finally {
    await rm(folder, { recursive: true })
  }
})

it("workspace and engine are taken from the arguments, whatever switches of Chromium's are among them", () => {
  const argv = ['--no-sandbox', '--workspace=/w', '--backend=simd', '--threads=3', '--disable-gpu=x', 'a.png']
  expect(optionsFrom(argv)).toEqual({ workspace: '/w', engine: { backend: 'simd', threads: 3 } })
  expect(optionsFrom([])).toEqual({ workspace: undefined, engine: { backend: 'auto', threads: undefined } })
  expect(optionsFrom(['--backend=quantum', '--threads=-1']).engine).toEqual({
    backend: 'auto',
    threads: undefined,
  })
})
