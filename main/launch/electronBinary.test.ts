import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { moveHome } from '../engine/engine.testing.ts'
import { electronProgram, fetchElectron } from './electronBinary.ts'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'rnp-electron-'))
  moveHome(folder)
})
afterEach(() => rm(folder, { recursive: true }))

/** An electron package whose installer counts its runs and then does `then`. */
async function makePackage(then: string): Promise<void> {
  const code = `
    const { appendFileSync, mkdirSync, writeFileSync } = require('node:fs')
    const { join } = require('node:path')
    appendFileSync(join(__dirname, 'runs'), 'x')
    ${then}`
  await writeFile(path.join(folder, 'install.js'), code)
}

const SUCCEEDS = `
  mkdirSync(join(__dirname, 'dist'))
  writeFileSync(join(__dirname, 'dist/electron'), '')
  writeFileSync(join(__dirname, 'path.txt'), 'electron')`

const runs = async () => (await readFile(path.join(folder, 'runs'), 'utf8').catch(() => '')).length

describe("Electron's program", () => {
  it('is used if it is there, without running the installer', async () => {
    await makePackage('process.exit(1)')
    await mkdir(path.join(folder, 'dist'))
    await writeFile(path.join(folder, 'dist/electron'), '')
    await writeFile(path.join(folder, 'path.txt'), 'electron')
    expect(await fetchElectron(folder)).toBe(path.join(folder, 'dist/electron'))
    expect(await runs()).toBe(0)
  })

  it('is missing if its folder is there without the program', async () => {
    await writeFile(path.join(folder, 'path.txt'), 'electron')
    expect(electronProgram(folder)).toBeUndefined()
  })

  it('is downloaded if it is missing', async () => {
    await makePackage(SUCCEEDS)
    expect(await fetchElectron(folder)).toBe(path.join(folder, 'dist/electron'))
    expect(await runs()).toBe(1)
  })

  it('is not tried again on the day of a failed download, unless that is asked for', async () => {
    await makePackage('process.exit(1)')
    expect(await fetchElectron(folder)).toBeUndefined()
    expect(await fetchElectron(folder)).toBeUndefined()
    expect(await runs()).toBe(1)
    await makePackage(SUCCEEDS)
    expect(await fetchElectron(folder, { again: true })).toBe(path.join(folder, 'dist/electron'))
  })

  it('is not waited for longer than the timeout', async () => {
    await makePackage('setInterval(() => {}, 1000)')
    expect(await fetchElectron(folder, { timeout: 1000 })).toBeUndefined()
    expect(existsSync(path.join(folder, 'runs'))).toBe(true)
  })

  it('cannot be had if the package is not installed', async () => {
    expect(await fetchElectron(path.join(folder, 'none'))).toBeUndefined()
  })
})
