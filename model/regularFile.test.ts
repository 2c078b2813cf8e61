import { execFileSync } from 'node:child_process'
import { mkdtemp, rm, symlink, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { readRegularFile } from './regularFile.ts'

async function folder(): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), 'rnp-regular-'))
  onTestFinished(() => rm(path, { recursive: true }))
  return path
}

it('reads a file, also through a link', async () => {
  const at = await folder()
  await writeFile(join(at, 'a'), 'words')
  await symlink('a', join(at, 'b'))
  expect(String(await readRegularFile(join(at, 'b'), 5))).toBe('words')
})

it('refuses what is larger than the limit, without reading it', async () => {
  const file = join(await folder(), 'a')
  await writeFile(file, '')
  await truncate(file, 2 ** 40)
  await expect(readRegularFile(file, 100)).rejects.toThrow('too large: 1099511627776 bytes, the limit is 100')
})

it.skipIf(process.platform === 'win32')('refuses a folder, a pipe and a device at once', async () => {
  const at = await folder()
  execFileSync('mkfifo', [join(at, 'pipe')])
  await symlink('/dev/zero', join(at, 'zero'))
  for (const path of [at, join(at, 'pipe'), join(at, 'zero')]) {
    await expect(readRegularFile(path)).rejects.toThrow('not a regular file')
  }
})
