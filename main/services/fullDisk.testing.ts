// The app on a disk that becomes full, for fullDisk.slow.test.ts. Its argument is a folder on a small disk, which it
// fills. It prints the result of each way to save as JSON.
import { createHash } from 'node:crypto'
import { closeSync, openSync, readdirSync, rmSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { writeModel } from '../../model/checkpoint/store.ts'
import { tinyConfig } from '../../model/rnp/rnp.testing.ts'
import { refusalOf } from '../base/refusal.ts'
import { saveFile } from '../base/saveFile.ts'
import { forkNode } from '../processes/fork.ts'
import { createClient } from './client.ts'
import { download, type PublishedFile } from './library/datasets/download.ts'
import { openStudio } from './studio.ts'

const [folder] = process.argv.slice(2)
const filler = join(folder, 'filler')

/** Fills the disk, except for `left` bytes. */
function fill(left: number): void {
  rmSync(filler, { force: true })
  const room = openSync(join(folder, 'room'), 'w')
  writeSync(room, new Uint8Array(left))
  closeSync(room)
  const file = openSync(filler, 'w')
  try {
    for (;;) writeSync(file, new Uint8Array(4096))
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error
  } finally {
    closeSync(file)
    rmSync(join(folder, 'room'))
  }
}

const refused = (work: Promise<unknown>) => work.then(() => 'not refused', refusalOf)

const studio = await openStudio({
  folder: join(folder, 'workspace'),
  shell: { kind: 'test', platform: process.platform },
  spawn: forkNode,
  engine: { backend: 'simd', threads: 1 },
})
const client = createClient(studio.router)

fill(64 * 1024)
const { jobId } = await client.library.import({ source: { glyphs: { count: 2000, seed: 0 } } })
const ended = () => studio.context.jobs.list().find(({ id, ended }) => id === jobId && ended !== undefined)
while (!ended()) await new Promise((resolve) => setTimeout(resolve, 20))

fill(0)
const upload = async () =>
  studio.media(
    new Request('http://studio/api/uploads/12345678?path=a.png', {
      method: 'POST',
      body: new Uint8Array(200_000),
    }),
  )
const answer = await upload()
const setting = () => client.app.setSetting({ name: 'theme', value: 'x'.repeat(60_000) })
const bytes = Buffer.alloc(200_000)
const published: PublishedFile = {
  name: 'set',
  bytes: bytes.length,
  checksum: { algorithm: 'sha256', hex: createHash('sha256').update(bytes).digest('hex') },
  urls: [`data:application/octet-stream;base64,${bytes.toString('base64')}`],
}
const report = {
  job: ended(),
  upload: { status: answer.status, ...((await answer.json()) as object) },
  partial: readdirSync(join(folder, 'workspace', 'uploads')),
  call: await refused(setting()),
  figure: await refused(saveFile(join(folder, 'figures', 'sheet.png'), new Uint8Array(200_000))),
  download: await refused(
    download(published, join(folder, 'set'), {
      signal: AbortSignal.timeout(60_000),
      onBytes: () => {},
    }),
  ),
  left: readdirSync(join(folder, 'figures')),
  checkpoint: await refused(
    writeModel(join(folder, 'model'), {
      config: tinyConfig,
      step: 1,
      data: 'nothing',
      metrics: {},
      versions: { app: '0', node: '0', backend: 'test' },
      tensors: new Map([['w', { shape: [10_000], values: new Float32Array(10_000) }]]),
    }),
  ),
  afterwards: [] as unknown[],
}
rmSync(filler)
report.afterwards = [(await upload()).status, await refused(setting())]
await studio.close()
process.stdout.write(JSON.stringify(report))
