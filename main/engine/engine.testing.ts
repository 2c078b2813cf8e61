import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, vi } from 'vitest'
import { tensorflowFolder } from '../../model/backends/tensorflow/folder.ts'

/** Makes `folder` the user's home, also for child processes. */
export function moveHome(folder: string): void {
  for (const name of ['HOME', 'USERPROFILE', 'XDG_CACHE_HOME', 'LOCALAPPDATA']) vi.stubEnv(name, folder)
}

/** Gives every test a home of its own, so that it neither reads nor changes the user's. */
export function useOwnHome(): void {
  let home: string
  beforeEach(async () => {
    home = await mkdtemp(join(tmpdir(), 'rnp-home-'))
    moveHome(home)
  })
  afterEach(async () => {
    vi.unstubAllEnvs()
    await rm(home, { recursive: true, force: true })
  })
}

/** Installs a package in TensorFlow's place whose import runs `script`. */
export async function installTensorflow(script: string): Promise<void> {
  const folder = join(tensorflowFolder(), 'node_modules', '@tensorflow', 'tfjs-node')
  await mkdir(folder, { recursive: true })
  await writeFile(join(folder, 'package.json'), JSON.stringify({ version: '0.0.1', main: 'index.js' }))
  await writeFile(join(folder, 'index.js'), script)
}
