import { expect, test } from 'vitest'
import { defaultWorkspaceFolder } from './defaultFolder.ts'

test.each([
  ['linux', {}, '/home/a', '/home/a/.local/share/rnp-studio'],
  ['linux', { XDG_DATA_HOME: '/data' }, '/home/a', '/data/rnp-studio'],
  ['linux', { XDG_DATA_HOME: 'data' }, '/home/a', '/home/a/.local/share/rnp-studio'],
  ['darwin', {}, '/Users/a', '/Users/a/Library/Application Support/RNP Studio'],
  [
    'win32',
    { APPDATA: 'C:\\Users\\a\\AppData\\Roaming' },
    'C:\\Users\\a',
    'C:\\Users\\a\\AppData\\Roaming\\RNP Studio',
  ],
  ['win32', {}, 'C:\\Users\\a', 'C:\\Users\\a\\AppData\\Roaming\\RNP Studio'],
] as const)('on %s with %o a workspace lies where such data belongs', (platform, env, home, folder) => {
  expect(defaultWorkspaceFolder(platform, env, home)).toBe(folder)
})
