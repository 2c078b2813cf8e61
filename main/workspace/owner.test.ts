import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { RnpError } from '../../model/errors.ts'
import { own } from './owner.ts'

let folder: string
let other: ChildProcess | undefined
beforeEach(() => {
  folder = path.join(mkdtempSync(path.join(tmpdir(), 'rnp-owner-')), 'workspace')
})
afterEach(() => {
  other?.kill('SIGKILL')
  rmSync(path.dirname(folder), { recursive: true, force: true })
})

/** Another process that has the workspace. */
async function haveOther(address = ''): Promise<ChildProcess> {
  const script = fileURLToPath(new URL('owner.testing.ts', import.meta.url))
  other = fork(script, [folder, address])
  expect(await once(other, 'message')).toEqual(['owns', undefined])
  return other
}

function refused(): RnpError {
  try {
    own(folder).release()
  } catch (error) {
    expect(error).toBeInstanceOf(RnpError)
    return error as RnpError
  }
  throw new Error('It was not refused.')
}

test('while another process has it, a workspace is refused, and the message says who', async () => {
  const { pid } = await haveOther()
  const error = refused()
  expect(error.kind).toBe('busy')
  expect(error.message).toContain(folder)
  expect(error.message).toContain(`process ${pid} `)
  expect(error.hint).toMatch(/window.*--workspace/)
})

test('if the app is a page, the message has its address', async () => {
  await haveOther('http://127.0.0.1:4321/')
  const error = refused()
  expect(error.message).toContain('at http://127.0.0.1:4321/')
  expect(error.hint).toContain('http://127.0.0.1:4321/')
})

test('the workspace of a killed process can be owned, and its new owner knows of the crash', async () => {
  const killed = await haveOther()
  killed.kill('SIGKILL')
  await once(killed, 'exit')
  const mine = own(folder)
  expect(mine.afterCrash).toBe(true)
  mine.release()
  const again = own(folder)
  expect(again.afterCrash).toBe(false)
  again.release()
})

test('a reused process id keeps nobody out', () => {
  own(folder).release()
  writeFileSync(
    path.join(folder, 'owner.json'),
    JSON.stringify({ pid: process.ppid, host: 'here', since: 0 }),
  )
  own(folder).release()
})

test('a second opening in the same process is refused as well', () => {
  const mine = own(folder)
  expect(refused().message).toContain(`process ${process.pid} `)
  mine.release()
  expect(existsSync(path.join(folder, 'owner.json'))).toBe(false)
})

test('the file that names the owner is complete at any time, and gone in the end', () => {
  const mine = own(folder)
  mine.setAddress('http://127.0.0.1:1/')
  expect(JSON.parse(readFileSync(path.join(folder, 'owner.json'), 'utf8'))).toMatchObject({
    pid: process.pid,
    address: 'http://127.0.0.1:1/',
  })
  mine.release()
})
