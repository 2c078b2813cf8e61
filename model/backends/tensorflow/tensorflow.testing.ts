import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, vi } from 'vitest'

/**
 * Gives every test, and the processes it starts, an empty PATH of its own, and a way to put shell scripts on it. Skips
 * the tests where there is no shell.
 */
export function useOwnTools(): (name: string, script: string) => string {
  let folder: string
  beforeEach((context) => {
    if (process.platform === 'win32') context.skip('the tools of these tests are shell scripts')
    folder = mkdtempSync(join(tmpdir(), 'rnp-tools-'))
    vi.stubEnv('PATH', folder)
  })
  afterEach(() => {
    vi.unstubAllEnvs()
    if (folder) rmSync(folder, { recursive: true, force: true })
  })
  return (name, script) => {
    const file = join(folder, name)
    writeFileSync(file, `#!/bin/sh\n${script}\n`, { mode: 0o755 })
    return file
  }
}
