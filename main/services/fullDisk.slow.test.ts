import { execFile, spawnSync } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'

/** Runs what follows its path with a disk of 4 MB there, which nobody else sees and which ends with it. */
const ON_SMALL_DISK = 'mount -t tmpfs -o size=4m tmpfs "$0" && exec "$@"'
const withSmallDisk = (folder: string, ...command: string[]) =>
  ['-rm', 'sh', '-c', ON_SMALL_DISK, folder, ...command] as const
const canMount = spawnSync('unshare', withSmallDisk(tmpdir(), 'true')).status === 0

test.runIf(canMount)(
  'on a full disk every way to save says so, and works again once there is space',
  async () => {
    const folder = await mkdtemp(join(tmpdir(), 'rnp-full-'))
    const app = fileURLToPath(new URL('fullDisk.testing.ts', import.meta.url))
    const { stdout } = await promisify(execFile)(
      'unshare',
      withSmallDisk(folder, process.execPath, app, folder),
    )
    await rm(folder, { recursive: true })
    const { upload, partial, call, job, figure, left, download, checkpoint, afterwards } = JSON.parse(stdout)
    const full = { code: 'data/disk-full', message: expect.stringMatching(/^The disk is full: /) }
    expect(upload).toMatchObject({ status: 422, ...full })
    expect(partial).toEqual([])
    expect(call).toMatchObject(full)
    expect(job).toMatchObject({ state: 'failed', error: full })
    expect(download).toMatchObject(full)
    expect(figure).toMatchObject({
      code: 'data/disk-full',
      hint: expect.stringContaining('The disk is full: free some space'),
    })
    expect(left).toEqual([])
    expect(checkpoint).toMatchObject({
      code: 'checkpoint/disk-full',
      hint: expect.stringContaining('The disk is full: free some space'),
    })
    expect(afterwards).toEqual([204, 'not refused'])
  },
)
