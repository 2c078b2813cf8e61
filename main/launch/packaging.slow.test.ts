import { execFile } from 'node:child_process'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { createRequire, isBuiltin } from 'node:module'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { promisify } from 'node:util'
import type { Configuration, FuseOptionsV1 } from 'app-builder-lib'
import ts from 'typescript'
import { beforeAll, describe, expect, it } from 'vitest'
import packageJson from '../../package.json' with { type: 'json' }
import { out, root } from '../base/places.ts'
import { build, pages, program } from './build.ts'

const require = createRequire(import.meta.url)

/** Files of the project as packages would see them, relative to its root. */
let files: string[]
let config: Configuration

beforeAll(async () => {
  await build(pages, program)
  const below = (folder: string) =>
    readdirSync(path.join(root, folder), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => path.relative(root, path.join(entry.parentPath, entry.name)).split(path.sep).join('/'))
  const packaged = `node_modules/node-${process.platform === 'win32' ? 'win' : process.platform}-${process.arch}`
  files = [
    'package.json',
    ...below('out'),
    ...below('node_modules/@napi-rs'),
    ...below('node_modules/zod'),
    ...(existsSync(path.join(root, packaged)) ? below(packaged) : []),
  ]
  const { load } = require('js-yaml') as { load(text: string): unknown }
  config = load(await readFile(path.join(root, 'electron-builder.yml'), 'utf8')) as Configuration
})

/** A built script and all that it imports of the project, one file by way of another. */
function importedBy(script: string, found = new Set<string>()): Set<string> {
  if (found.has(script)) return found
  found.add(script)
  const { importedFiles } = ts.preProcessFile(readFileSync(path.join(root, script), 'utf8'))
  for (const { fileName } of importedFiles) {
    if (fileName.startsWith('.')) importedBy(path.posix.join(path.posix.dirname(script), fileName), found)
  }
  return found
}

const matches = (pattern: string) => files.filter((file) => path.matchesGlob(file, pattern))

describe('the packages', () => {
  it("are described as electron-builder's own schema has it", async () => {
    const { validateConfiguration } = require('app-builder-lib/out/util/config/config.js') as {
      validateConfiguration(config: unknown, log: { isEnabled: boolean; add(): void }): Promise<void>
    }
    const log = { isEnabled: false, add() {} }
    await validateConfiguration(config, log)
    await expect(validateConfiguration({ ...config, asarUnpak: [] }, log)).rejects.toThrow('asarUnpak')
  })

  it('are for Windows, macOS on both processors, and Linux', () => {
    expect(config.win!.target).toEqual(['nsis'])
    const both = ['arm64', 'x64']
    expect(config.mac!.target).toEqual([
      { target: 'dmg', arch: both },
      { target: 'zip', arch: both },
    ])
    expect(config.linux!.target).toEqual(['AppImage', 'deb'])
  })

  it.each([
    ['runAsNode', false],
    ['enableCookieEncryption', true],
    ['enableNodeOptionsEnvironmentVariable', false],
    ['enableNodeCliInspectArguments', false],
    ['enableEmbeddedAsarIntegrityValidation', true],
    ['onlyLoadAppFromAsar', true],
    ['loadBrowserProcessSpecificV8Snapshot', false],
    ['grantFileProtocolExtraPrivileges', false],
  ] satisfies [keyof FuseOptionsV1, boolean][])('have the fuse %s set to %s', (fuse, value) => {
    expect(config.electronFuses![fuse]).toBe(value)
    expect(config.asar).toBe(true)
  })

  it('start with a script that has been built, with its preload script and pages', () => {
    for (const file of [packageJson.main, 'out/main/electron/preload.cjs', 'out/renderer/index.html']) {
      expect(files).toContain(file)
    }
  })

  it('have patterns that each match something of the built app', () => {
    const native = ['!node_modules/@tensorflow/tfjs-node*/**', '!node_modules/node-bin-*/**']
    const patterns = [...(config.files as string[]), ...(config.asarUnpack as string[])]
    for (const pattern of patterns.filter((pattern) => !native.includes(pattern))) {
      expect(matches(pattern.replace(/^!/, '')).length, pattern).toBeGreaterThan(0)
    }
  })

  it('unpack what threads and the loader of native code must find as files', () => {
    const unpacked = new Set((config.asarUnpack as string[]).flatMap(matches))
    const simd = 'out/model/backends/simd'
    const needed = importedBy(`${simd}/worker.js`)
    expect(needed.size).toBeGreaterThan(3)
    for (const file of [...needed, `${simd}/kernels.wasm`]) expect(unpacked).toContain(file)
    expect([...unpacked].some((file) => file.endsWith('.node'))).toBe(true)
  })

  it('need nothing at run time that is a tool of developers', () => {
    const { dependencies } = packageJson
    for (const name of [
      'electron',
      'electron-builder',
      'vite',
      'vue',
      'plotly.js',
      '@tensorflow/tfjs-node',
    ]) {
      expect(Object.keys(dependencies)).not.toContain(name)
    }
  })

  it('have icons, the largest as every system wants it', () => {
    expect(config.icon).toBe('assets/icons/1024x1024.png')
    expect(existsSync(path.join(root, config.icon!))).toBe(true)
    expect(readdirSync(path.join(root, config.linux!.icon!)).length).toBeGreaterThan(5)
  })
})

/** Packages that a built script imports, by name. */
async function importsOf(file: string): Promise<string[]> {
  const { importedFiles } = ts.preProcessFile(await readFile(path.join(root, file), 'utf8'), true, true)
  const names = importedFiles.map(({ fileName }) => fileName)
  return names
    .filter((name) => !name.startsWith('.') && !isBuiltin(name))
    .map((name) => /^(@[^/]+\/)?[^/]+/.exec(name)![0])
}

describe('the built program', () => {
  it('has the scripts of the sources, and neither their tests nor what helps those', () => {
    const built = files.filter((file) => file.startsWith('out/'))
    expect(built.filter((file) => /\.(test|testing)\.|\.ts$/.test(file))).toEqual([])
  })

  it('imports the packages that are packed with it, and what Electron brings', async () => {
    const scripts = files.filter((file) => /^out\/(main|model)\/.*js$/.test(file))
    expect(scripts.length).toBeGreaterThan(300)
    const there = new Set([...Object.keys(packageJson.dependencies), 'electron'])
    const imported = await Promise.all(
      scripts.map(async (file) => (await importsOf(file)).map((name) => [name, file] as const)),
    )
    expect(imported.flat().filter(([name]) => !there.has(name))).toEqual([])
  })

  it('computes, on its threads too, from out/ alone', async () => {
    const folder = await mkdtemp(path.join(tmpdir(), 'rnp-built-'))
    try {
      const script = path.join(out, 'main/cli/rnp.js')
      const args = [script, 'sample', '--count', '2', '--threads', '2', '--out', 'samples.png']
      const { stderr } = await promisify(execFile)(process.execPath, args, { cwd: folder })
      expect(stderr).toMatch(/^Engine: simd, 2 threads/)
      expect((await readFile(path.join(folder, 'samples.png'))).subarray(1, 4).toString()).toBe('PNG')
    } finally {
      await rm(folder, { recursive: true })
    }
  })
})
