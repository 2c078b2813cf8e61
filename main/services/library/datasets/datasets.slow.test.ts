import { createHash } from 'node:crypto'
import { statSync } from 'node:fs'
import { mkdir, readdir, writeFile } from 'node:fs/promises'
import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { idx } from '../../../../model/data/pictures.testing.ts'
import { removeSet } from '../edit.ts'
import { ended, openLibrary } from '../library.testing.ts'
import { pictureSets } from '../sets.ts'
import { listDatasets, startFetch } from './fetch.ts'
import { type PublishedDataset, published } from './published.ts'

/** Values that do not pack well. */
const noise = (length: number) => {
  let state = 1
  return Uint8Array.from({ length }, () => {
    state = (state * 1_103_515_245 + 12_345) % 2 ** 31
    return state >> 16
  })
}
const contents: Record<string, Buffer> = {
  'train-images-idx3-ubyte.gz': gzipSync(idx(0x803, [60, 28, 28], noise(60 * 784))),
  'train-labels-idx1-ubyte.gz': gzipSync(
    idx(
      0x801,
      [60],
      noise(60).map((value) => value % 10),
    ),
  ),
  't10k-images-idx3-ubyte.gz': gzipSync(idx(0x803, [10, 28, 28], noise(7840))),
  't10k-labels-idx1-ubyte.gz': gzipSync(idx(0x801, [10], new Uint8Array(10))),
}
const LARGE = 'train-images-idx3-ubyte.gz'

/** A home of the files on this computer. @returns its address, and the requests it got */
async function home(answer: RequestListener = serve) {
  const asked: string[] = []
  const server = createServer((request, response) => {
    asked.push(`${request.url!.slice(1)} ${request.headers.range ?? ''}`.trim())
    answer(request, response)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`, asked }
}

const serve: RequestListener = (request, response) => {
  const bytes = contents[request.url!.slice(1)]
  const from = Number(/bytes=(\d+)-/.exec(request.headers.range ?? '')?.[1] ?? 0)
  response.writeHead(from > 0 ? 206 : 200, { 'content-length': bytes.length - from })
  response.end(bytes.subarray(from))
}

/** An address where nobody listens. */
async function nobody(): Promise<string> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  await new Promise((resolve) => server.close(resolve))
  return `http://127.0.0.1:${port}/`
}

/** MNIST as it would be if it lay at these homes. */
function datasetAt(...homes: string[]): PublishedDataset[] {
  const [mnist] = published
  const files = mnist.files.map((file) => ({
    ...file,
    urls: homes.map((url) => url + file.name),
    bytes: contents[file.name].length,
    checksum: {
      algorithm: 'sha256' as const,
      hex: createHash('sha256').update(contents[file.name]).digest('hex'),
    },
  }))
  return [{ ...mnist, files, pictures: 70 }]
}

async function fetched(library: Awaited<ReturnType<typeof openLibrary>>, datasets: PublishedDataset[]) {
  const { jobId } = startFetch(library, datasets, 'mnist', { pause: 10, patience: 500 })
  const job = await ended(library, jobId)
  const running = library.context.jobs.list().find(({ kind, ended }) => kind === 'import' && !ended)
  if (running) await ended(library, running.id)
  return job
}

describe('fetching a data set', () => {
  it('brings it here, verifies and imports it', async () => {
    const library = await openLibrary()
    const { url } = await home()
    const datasets = datasetAt(url)
    expect(listDatasets(library.context.db, datasets)[0].setId).toBeUndefined()
    const job = await fetched(library, datasets)
    expect(job).toMatchObject({
      state: 'done',
      kind: 'download',
      unit: 'bytes',
      note: 'Fetched and verified',
    })
    expect(job.done).toBe(job.total)
    const [set] = pictureSets(library.context.db)
    expect(set).toMatchObject({ name: 'MNIST', kind: 'idx', pictures: 70, splits: { train: 60, test: 10 } })
    expect(listDatasets(library.context.db, datasets)[0].setId).toBe(set.id)
    const folder = join(library.context.folder, 'datasets/mnist')
    expect((await readdir(folder)).sort()).toEqual(Object.keys(contents).sort())
  })

  it('needs no network for what is here already', async () => {
    const library = await openLibrary()
    const { url, asked } = await home()
    await fetched(library, datasetAt(url))
    removeSet(library, pictureSets(library.context.db)[0].id)
    expect(await fetched(library, datasetAt(await nobody()))).toMatchObject({ state: 'done' })
    expect(asked).toHaveLength(4)
    expect(pictureSets(library.context.db)).toMatchObject([{ pictures: 70 }])
  })

  it('continues where a connection broke off', async () => {
    const library = await openLibrary()
    const part = join(library.context.folder, 'datasets/mnist', `${LARGE}.part`)
    let breaks = 2
    const { url, asked } = await home((request, response) => {
      if (request.url !== `/${LARGE}` || breaks-- <= 0) return serve(request, response)
      const from = Number(/\d+/.exec(request.headers.range ?? '')?.[0] ?? 0)
      const bytes = contents[LARGE].subarray(from)
      response.writeHead(from ? 206 : 200, { 'content-length': bytes.length })
      response.write(bytes.subarray(0, 300))
      // Bytes that are not read yet when a connection breaks are lost.
      const arrived = () => expect(statSync(part).size).toBe(from + 300)
      void vi.waitFor(arrived, { timeout: 20_000, interval: 5 }).then(() => response.destroy())
    })
    expect(await fetched(library, datasetAt(url))).toMatchObject({ state: 'done' })
    expect(asked.slice(0, 3)).toEqual([LARGE, `${LARGE} bytes=300-`, `${LARGE} bytes=600-`])
  })

  it('tries the next address if one has another file, is gone, or does not answer', async () => {
    const library = await openLibrary()
    const homes = await Promise.all([
      home((_, response) => response.end('something else')),
      home((_, response) => response.writeHead(404).end()),
      home(() => {}),
      home(),
    ])
    const job = await fetched(library, datasetAt(await nobody(), ...homes.map(({ url }) => url)))
    expect(job).toMatchObject({ state: 'done' })
  })

  const failures: [what: string, answer: RequestListener | undefined, message: string][] = [
    ['sends something else', (_, response) => response.end('something else'), 'its checksum is wrong'],
    ['has it no longer', (_, response) => response.writeHead(404).end(), 'it answered 404'],
    ['refuses the connection', undefined, 'it refused the connection'],
    ['says nothing', () => {}, 'nothing came for 0.5 s'],
    [
      'never stops sending',
      (_, response) => {
        const send = () => response.write(Buffer.alloc(65_536), (error) => error ?? send())
        send()
      },
      'it sent more than was published',
    ],
  ]
  it.each(failures)(
    'fails where its home %s, says so and how to import it by hand',
    async (_, answer, message) => {
      const library = await openLibrary()
      const url = answer ? (await home(answer)).url : await nobody()
      const { state, error } = await fetched(library, datasetAt(url))
      expect(state).toBe('failed')
      expect(error?.message).toContain(message)
      expect(error?.message).toContain(LARGE)
      expect(error?.hint).toContain('https://yann.lecun.com/exdb/mnist/')
      expect(error?.hint).toContain('drop their folder')
      expect(pictureSets(library.context.db)).toEqual([])
    },
  )

  it('replaces a file that is here but wrong, and can be cancelled', async () => {
    const library = await openLibrary()
    const folder = join(library.context.folder, 'datasets/mnist')
    await mkdir(folder, { recursive: true })
    await writeFile(join(folder, LARGE), 'wrong')
    const hanging = await home(() => {})
    const { jobId } = startFetch(library, datasetAt(hanging.url), 'mnist')
    expect(startFetch(library, datasetAt(hanging.url), 'mnist').jobId).toBe(jobId)
    library.context.jobs.cancel(jobId)
    expect((await ended(library, jobId)).state).toBe('cancelled')
    const { url } = await home()
    expect(await fetched(library, datasetAt(url))).toMatchObject({ state: 'done' })
  })
})

describe('what is published', () => {
  it('has a checksum of the right length and https for every file', () => {
    for (const { files } of published) {
      for (const { checksum, urls } of files) {
        expect(checksum.hex).toMatch(checksum.algorithm === 'sha256' ? /^[0-9a-f]{64}$/ : /^[0-9a-f]{32}$/)
        expect(urls[0]).toMatch(/^https:/)
      }
    }
  })
})
