import { mkdir, mkdtemp, rm, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { fingerprint, isFresh, saveStamp } from './stamp.ts'

let root: string
beforeEach(async () => {
  root = await mkdtemp(path.join(tmpdir(), 'rnp-stamp-'))
  await mkdir(path.join(root, 'renderer/views'), { recursive: true })
  await writeFile(path.join(root, 'renderer/views/a.vue'), 'a')
  await writeFile(path.join(root, 'config.ts'), 'config')
})
afterEach(() => rm(root, { recursive: true }))

const SOURCES = ['renderer', 'config.ts', 'not-there']

it('a build is fresh until one of its sources is changed, added or removed', async () => {
  const stamp = path.join(root, 'out/stamp')
  const changes = [
    () => writeFile(path.join(root, 'renderer/views/a.vue'), 'ab'),
    () => utimes(path.join(root, 'config.ts'), 1, 1),
    () => writeFile(path.join(root, 'renderer/b.ts'), ''),
    () => rm(path.join(root, 'renderer/b.ts')),
  ]
  expect(await isFresh(stamp, root, SOURCES)).toBe(false)
  for (const change of changes) {
    await saveStamp(stamp, await fingerprint(root, SOURCES))
    expect(await isFresh(stamp, root, SOURCES)).toBe(true)
    await change()
    expect(await isFresh(stamp, root, SOURCES)).toBe(false)
  }
})
