import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import * as tf from '@tensorflow/tfjs-core'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { RnpError } from '../../errors.ts'
import { tensorflowFolder } from './folder.ts'
import { startTensorflow } from './index.ts'
import { findLibrary, loadLibrary } from './library.ts'

let home: string
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'rnp-tensorflow-'))
  vi.stubEnv(process.platform === 'win32' ? 'LOCALAPPDATA' : 'XDG_CACHE_HOME', home)
})
afterEach(() => {
  vi.unstubAllEnvs()
  rmSync(home, { recursive: true })
})

/** Puts a package whose module is `code` where setup:tensorflow installs. */
function install(name: string, code: string, main = 'index.js'): void {
  const path = join(tensorflowFolder(), 'node_modules', '@tensorflow', name)
  mkdirSync(dirname(join(path, main)), { recursive: true })
  writeFileSync(join(path, 'package.json'), JSON.stringify({ version: '4.22.0', main }))
  writeFileSync(join(path, main), code)
}

describe('a library', () => {
  it('that is not installed is refused with the command that installs it', async (context) => {
    if (findLibrary()) context.skip('it is installed in node_modules')
    const refusal = await startTensorflow().catch((error) => error)
    expect(refusal).toBeInstanceOf(RnpError)
    expect(refusal).toMatchObject({
      kind: 'engine',
      hint: expect.stringContaining('npm run setup:tensorflow'),
    })
  })

  it('for graphics cards is taken before the other one', () => {
    install('tfjs-node', '')
    expect(findLibrary()?.name).toBe('@tensorflow/tfjs-node')
    install('tfjs-node-gpu', '')
    expect(findLibrary()).toMatchObject({ name: '@tensorflow/tfjs-node-gpu', version: '4.22.0' })
  })

  it('is found, and loads, once the package that was not there when it was looked for is installed', () => {
    install('tfjs-node', '')
    rmSync(findLibrary()!.path, { recursive: true })
    expect(findLibrary()).toBeUndefined()
    install('tfjs-node', 'globalThis.isLoaded = true', 'dist/library.js')
    loadLibrary(findLibrary()!)
    expect(globalThis).toHaveProperty('isLoaded', true)
  })

  it('that lacks a shared library is refused, naming it', () => {
    install('tfjs-node', `throw new Error('libcudart.so.11.0: cannot open shared object file: No such file')`)
    expect(() => loadLibrary(findLibrary()!)).toThrow(
      '@tensorflow/tfjs-node cannot be loaded: the shared library libcudart.so.11.0 is missing.',
    )
  })

  it('shares our tfjs, and finds the functions of util that Node dropped', () => {
    install(
      'tfjs-node',
      `const { isArray, isNullOrUndefined } = require('util')
      const { Tensor } = require('@tensorflow/tfjs-core')
      globalThis.seen = { isArray: isArray([]), isNull: isNullOrUndefined(null), Tensor }`,
    )
    loadLibrary(findLibrary()!)
    expect(globalThis).toHaveProperty('seen', { isArray: true, isNull: true, Tensor: tf.Tensor })
  })
})
