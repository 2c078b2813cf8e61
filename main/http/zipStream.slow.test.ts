import { once } from 'node:events'
import { createWriteStream } from 'node:fs'
import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises'
import { createServer, get } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { afterEach, beforeEach, expect, test } from 'vitest'
import yauzl from 'yauzl'
import { openZip } from '../../model/data/zip.ts'
import { send } from '../web/nodeHttp.ts'
import { type ZippedFile, zipStream } from './zipStream.ts'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'rnp-zip-'))
})
afterEach(() => rm(folder, { recursive: true }))

async function* listed(files: readonly ZippedFile[]): AsyncGenerator<ZippedFile> {
  yield* files
}

async function saved(stream: ReadableStream<Uint8Array>, start = 0): Promise<string> {
  const path = join(folder, 'a.zip')
  await writeFile(path, '')
  await pipeline(stream, createWriteStream(path, { flags: 'r+', start }))
  return path
}

test('files can be read by their names, with their content', async () => {
  const long = 'a tree of parts '.repeat(10_000)
  const path = await saved(
    zipStream(
      listed([
        { path: 'trees/Zürich 漢字.json', content: long },
        { path: 'sheet.png', content: Uint8Array.of(0x89, 0x50, 0, 255) },
        { path: 'empty', content: '' },
      ]),
    ),
  )
  const { members, close } = await openZip(path)
  const [tree, sheet, empty] = await Promise.all(members.map(({ read }) => read()))
  await close()
  expect(members.map(({ name }) => name)).toEqual(['trees/Zürich 漢字.json', 'sheet.png', 'empty'])
  expect(tree.toString()).toBe(long)
  expect([...sheet]).toEqual([0x89, 0x50, 0, 255])
  expect(empty).toHaveLength(0)
  expect((await stat(path)).size).toBeLessThan(long.length / 10)
})

test('a zip without files is valid', async () => {
  const { members, close } = await openZip(await saved(zipStream(listed([]))))
  await close()
  expect(members).toEqual([])
})

test('files have the time of the export, and their owner may write them', async () => {
  const before = Date.now()
  const path = await saved(zipStream(listed([{ path: 'a', content: 'a' }])))
  const zip = await yauzl.openPromise(path)
  const { value: entry } = await zip.eachEntry().next()
  // DOS counts in steps of two seconds.
  expect(entry.getLastModDate().getTime()).toBeGreaterThan(before - 2001)
  expect(entry.getLastModDate().getTime()).toBeLessThanOrEqual(Date.now())
  expect(entry.externalFileAttributes >>> 16).toBe(0o100644)
})

test('70,000 files are all there, and the app is not blocked meanwhile', async () => {
  const files = Array.from({ length: 70_000 }, (_, i) => ({
    path: `trees/${i}.json`,
    content: `{"part":${i}}`,
  }))
  // Counted between two turns of the event loop.
  let chunks = 0
  let bytes = 0
  const most = { chunks: 0, bytes: 0 }
  const counted = new TransformStream<Uint8Array, Uint8Array>({
    transform(chunk, controller) {
      if (chunks === 0) {
        setImmediate(() => {
          chunks = 0
          bytes = 0
        })
      }
      most.chunks = Math.max(most.chunks, ++chunks)
      bytes += chunk.length
      most.bytes = Math.max(most.bytes, bytes)
      controller.enqueue(chunk)
    },
  })
  const path = await saved(zipStream(listed(files)).pipeThrough(counted))
  expect(most.chunks).toBeLessThan(100)
  expect(most.bytes).toBeLessThan(300_000)
  const { members, close } = await openZip(path)
  expect(members).toHaveLength(70_000)
  expect(members[65_535].name).toBe('trees/65535.json')
  expect(String(await members[69_999].read())).toBe('{"part":69999}')
  await close()
})

test('what is kept for the directory is small, however many files there are', async () => {
  setFlagsFromString('--expose-gc')
  const collectGarbage = runInNewContext('gc') as () => void
  const files = Array.from({ length: 4000 }, (_, i) => ({
    path: `trees/${i}.json`,
    content: `{"part":${i}}`,
  }))
  const reader = zipStream(listed(files)).getReader()
  collectGarbage()
  const before = process.memoryUsage().arrayBuffers
  for (const _ of files) await reader.read()
  collectGarbage()
  // The directory itself is 0.3 MB.
  expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(20e6)
  await reader.cancel()
})

test('an archive beyond 4 GiB can be read', async () => {
  // A file with a hole in it: it takes no space on the disk.
  const start = 2 ** 32 + 5
  const files = [
    { path: 'a', content: 'far' },
    { path: 'b', content: 'away' },
  ]
  const { members, close } = await openZip(await saved(zipStream(listed(files), start), start))
  expect(await Promise.all(members.map(async ({ read }) => String(await read())))).toEqual(['far', 'away'])
  await close()
})

test('a file that cannot be made ends the stream with that error', async () => {
  const files = async function* (): AsyncGenerator<ZippedFile> {
    yield { path: 'a', content: 'a' }
    throw new Error('no such parse')
  }
  await expect(saved(zipStream(files()))).rejects.toThrow('no such parse')
})

test('no more files are made than are pulled, and none once the download is aborted', async () => {
  let made = 0
  const ended = Promise.withResolvers<void>()
  const files = async function* (): AsyncGenerator<ZippedFile> {
    try {
      // Random bytes do not compress, so that unread data fills the socket's buffer, and then waits here.
      for (;;) yield { path: `${made++}`, content: crypto.getRandomValues(new Uint8Array(65_536)) }
    } finally {
      ended.resolve()
    }
  }
  const server = createServer((_, response) => void send(new Response(zipStream(files())), response))
  await once(server.listen(0, '127.0.0.1'), 'listening')
  const request = get({ port: (server.address() as AddressInfo).port })
  request.on('error', () => {})
  const [response] = await once(request, 'response')
  await once(response, 'readable')
  request.destroy()
  await ended.promise
  const before = made
  await new Promise((resolve) => setImmediate(resolve))
  expect(made).toBe(before)
  server.close()
})
