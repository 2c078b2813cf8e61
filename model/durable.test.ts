import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { makeFolder } from './durable.ts'

function scratch(): string {
  const folder = mkdtempSync(join(tmpdir(), 'rnp-durable-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  return folder
}

it('a folder is made with those above it, and may be there already', () => {
  const path = join(scratch(), 'a', 'b', 'c')
  makeFolder(path)
  expect(existsSync(path)).toBe(true)
  makeFolder(path)
})

it('a folder is refused where a file has its name or lies on the way', () => {
  const file = join(scratch(), 'file')
  writeFileSync(file, '')
  expect(() => makeFolder(file)).toThrow('EEXIST')
  expect(() => makeFolder(join(file, 'below'))).toThrow('ENOTDIR')
})

it.skipIf(process.platform !== 'linux')(
  'a folder is refused where a file system has none but its own',
  () => {
    expect(() => makeFolder('/proc/rnp-studio/below')).toThrow('ENOENT')
  },
)
