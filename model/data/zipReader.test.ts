import { writeFileSync } from 'node:fs'
import { open } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, it, onTestFinished, vi } from 'vitest'
import yauzl from 'yauzl'
import { temporaryFolder, zip } from './pictures.testing.ts'
import { ZipReader } from './zipReader.ts'

const names = Array.from({ length: 20_000 }, (_, i) => `a folder of the archive/picture ${i}.png`)

/** An archive whose list of members alone is longer than a block, its reader, and the reads from its file. */
async function opened() {
  const path = join(temporaryFolder(), 'archive.zip')
  writeFileSync(path, zip(names.map((name) => ({ name, data: Buffer.from(name) }))))
  const handle = await open(path)
  onTestFinished(() => handle.close())
  const reads = vi.spyOn(handle, 'read')
  const reader = new ZipReader(handle)
  const file = await yauzl.fromRandomAccessReaderPromise(reader, (await handle.stat()).size, {
    autoClose: false,
  })
  return { reader, file, reads }
}

it('gives a long list of members from a few reads', async () => {
  const { file, reads } = await opened()
  const listed: string[] = []
  for await (const { fileName } of file.eachEntry()) listed.push(fileName)
  expect(listed).toEqual(names)
  expect(reads.mock.calls.length).toBeLessThan(10)
})

it('reads no more than what is requested once they are listed', async () => {
  const { reader, file, reads } = await opened()
  const entries: yauzl.Entry[] = []
  for await (const entry of file.eachEntry()) entries.push(entry)
  reader.endListing()
  reads.mockClear()
  const headers = await Promise.all(
    [entries[0], entries[19_999]].map((entry) => file.readLocalFileHeaderPromise(entry, { minimal: true })),
  )
  expect(headers[0].fileDataStart).toBe(30 + names[0].length)
  const lengths = (reads.mock.calls as unknown[][]).map(([, , length]) => length)
  expect(lengths).toEqual([30, 30])
})

it('passes on that a file cannot be read', async () => {
  const { reader } = await opened()
  const error = await new Promise((resolve) => {
    reader.read(Buffer.alloc(8), 0, 8, 2 ** 60, resolve)
  })
  expect(error).toBeInstanceOf(Error)
})
