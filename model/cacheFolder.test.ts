import { homedir } from 'node:os'
import { isAbsolute, join } from 'node:path'
import { afterEach, expect, it, vi } from 'vitest'
import { cacheFolder } from './cacheFolder.ts'

afterEach(() => {
  vi.unstubAllGlobals()
})

function on(platform: NodeJS.Platform, env: NodeJS.ProcessEnv): string {
  vi.stubGlobal('process', { ...process, platform, env })
  return cacheFolder()
}

it('is where the user of each system keeps caches', () => {
  expect(on('linux', {})).toBe(join(homedir(), '.cache', 'rnp-studio'))
  expect(on('linux', { XDG_CACHE_HOME: '/cache' })).toBe(join('/cache', 'rnp-studio'))
  expect(on('darwin', { XDG_CACHE_HOME: '/cache' })).toBe(join(homedir(), 'Library', 'Caches', 'rnp-studio'))
  expect(on('win32', { LOCALAPPDATA: '/local' })).toBe(join('/local', 'rnp-studio'))
})

it('is the usual one where its variable is empty', () => {
  expect(on('linux', { XDG_CACHE_HOME: '' })).toBe(join(homedir(), '.cache', 'rnp-studio'))
  expect(isAbsolute(on('win32', { LOCALAPPDATA: '' }))).toBe(true)
})
