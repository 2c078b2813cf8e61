import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Transformer } from '@napi-rs/image'
import { describe, expect, it } from 'vitest'
import { idx, picture, plain } from '../../../model/data/pictures.testing.ts'
import { routes } from '../../contract/routes.ts'
import { unpackThumbnails } from '../../contract/thumbnails.ts'
import { createMedia } from '../../http/handler.ts'
import { addPictures } from './add.ts'
import { removeSet } from './edit.ts'
import { idsRoute } from './idsRoute.ts'
import { startImport } from './import.ts'
import { ended, importAll, keepParse, openLibrary, writeFiles } from './library.testing.ts'
import { picturesRoute } from './picturesRoute.ts'
import { pictureIds, pictureRecords } from './query.ts'
import { pictureSets } from './sets.ts'
import { thumbnailsRoute } from './thumbnailsRoute.ts'
import { removeUploadRoute, segments, uploadsRoute } from './uploadsRoute.ts'

async function open() {
  const library = await openLibrary()
  const rendered: string[] = []
  const media = createMedia([
    idsRoute(library),
    thumbnailsRoute(library, async (parseId, as) => {
      rendered.push(`${as} ${parseId}`)
      return new TextEncoder().encode(`${as} ${parseId}`)
    }),
    picturesRoute(library),
    uploadsRoute(library.context.folder),
  ])
  const get = (path: string) => media(new Request(`http://127.0.0.1${path}`))
  const upload = (name: string, path: string, body: string | Uint8Array<ArrayBuffer> = 'bytes') => {
    return media(new Request(`http://127.0.0.1${routes.upload(name, path)}`, { method: 'POST', body }))
  }
  const thumbnails = async (...[ids, as]: Parameters<typeof routes.thumbnails>) => {
    return unpackThumbnails(await (await get(routes.thumbnails(ids, as))).arrayBuffer())
  }
  return { library, db: library.context.db, get, upload, thumbnails, rendered }
}

/** Size and first pixel of an encoded picture. */
async function seen(bytes: Uint8Array | undefined) {
  const picture = new Transformer(bytes!)
  const { width, height } = await picture.metadata()
  return { width, height, first: [...(await picture.rawPixels()).subarray(0, 3)] }
}

describe('ids', () => {
  it('gives those of a filter as numbers of 32 bits', async () => {
    const { library, get } = await open()
    await importAll(
      library,
      await writeFiles(library, 'x', {
        'a.png': plain(2, 2, 1).pngSync(),
        'b.png': plain(2, 2, 2).pngSync(),
      }),
    )
    const response = await get(routes.ids({ text: 'png' }, { by: 'name', descending: true }))
    const ids = [...new Uint32Array(await response.arrayBuffer())]
    expect(pictureRecords(library.context.db, ids).map(({ name }) => name)).toEqual(['b.png', 'a.png'])
  })

  it.each([
    ['/api/ids', 'filter'],
    ['/api/ids?filter={}', 'order'],
    [
      `/api/ids?filter=${encodeURIComponent('{"sets":["1; DROP TABLE sets"]}')}&order={"by":"name"}`,
      'filter',
    ],
    ['/api/ids?filter={}&order={"by":"path"}', 'order'],
  ])('refuses %s', async (path, what) => {
    const { get } = await open()
    const response = await get(path)
    expect(response.status).toBe(400)
    expect(((await response.json()) as Error).message).toContain(`The ${what} of the address`)
  })
})

describe('thumbnails', () => {
  it('shows pictures at 96 px at most, in colour, the small ones as they are', async () => {
    const { library, db, thumbnails } = await open()
    const noise = Array.from({ length: 300 * 150 * 4 }, (_, i) => (i % 4 === 3 ? 255 : (i * i * 7919) % 256))
    const path = await writeFiles(library, 'x', {
      '1 photo.jpg': picture(300, 150, noise).jpegSync(),
      '2 red.png': picture(2, 1, [255, 0, 0, 255, 0, 0, 255, 255]).pngSync(),
      '3 clear.png': picture(1, 1, [0, 0, 0, 0]).pngSync(),
      '4 wide.bmp': plain(2000, 3, 40).bmpSync(),
    })
    await importAll(library, path)
    const shown = await thumbnails([...pictureIds(db, {}, { by: 'name' })])
    expect(await seen(shown[0])).toMatchObject({ width: 96, height: 48 })
    expect(await seen(shown[1])).toEqual({ width: 2, height: 1, first: [255, 0, 0] })
    expect((await seen(shown[2])).first[0]).toBe(255)
    expect(await seen(shown[3])).toMatchObject({ width: 96, height: 1 })
  })

  it('makes those of IDX files when they are asked for, and keeps them', async () => {
    const { library, thumbnails } = await open()
    const path = await writeFiles(library, 'x', { digits: idx(0x803, [2, 1, 2], [7, 9, 200, 0]) })
    await importAll(library, join(path, 'digits'))
    const [second, first] = await thumbnails([2, 1])
    expect((await seen(first)).first.slice(0, 2)).toEqual([7, 9])
    expect((await seen(second)).first.slice(0, 2)).toEqual([200, 0])
    await rm(path, { recursive: true })
    expect(await thumbnails([2])).toEqual([second])
  })

  it('has none for a picture that is gone, and the library then knows', async () => {
    const { library, db, thumbnails } = await open()
    const path = await writeFiles(library, 'x', { digits: idx(0x803, [1, 1, 1], [7]) })
    await importAll(library, join(path, 'digits'))
    await writeFile(join(path, 'digits'), idx(0x803, [1, 1, 1], [8]))
    await library.reader.stop()
    expect(await thumbnails([1, 77])).toEqual([undefined, undefined])
    expect(pictureRecords(db, [1])[0].missing).toBe(true)
  })

  it('shows what the latest parse made of a picture, drawn once', async () => {
    const { library, thumbnails, rendered } = await open()
    await importAll(
      library,
      await writeFiles(library, 'x', {
        'a.png': plain(2, 2, 1).pngSync(),
        'b.png': plain(2, 2, 9).pngSync(),
      }),
    )
    keepParse(library, 1, 0.5)
    keepParse(library, 1, 0.4)
    for (let i = 0; i < 2; i++) {
      const [first, second] = await thumbnails([1, 2], 'parts')
      expect(new TextDecoder().decode(first)).toBe('parts 2')
      expect(second).toBeUndefined()
    }
    expect(rendered).toEqual(['parts 2'])
  })

  it('refuses what are no ids, more than 400, and other kinds', async () => {
    const { get } = await open()
    const many = Array.from({ length: 401 }, (_, i) => i + 1)
    const bad = ['', 'x', '1,-2', '1.5', '../../etc/passwd', many.join(',')].map(
      (ids) => `/api/thumbnails?ids=${ids}`,
    )
    for (const path of [...bad, '/api/thumbnails?ids=1&as=file']) {
      expect((await get(path)).status, path).toBe(400)
    }
  })
})

describe('pictures', () => {
  it('are shown whole, upright, at 2,048 px at most', async () => {
    const { library, get } = await open()
    const path = await writeFiles(library, 'x', { 'big.bmp': plain(4100, 10, 30).bmpSync() })
    await addPictures(library, { source: { paths: [join(path, 'big.bmp')] } })
    const response = await get(routes.picture(1))
    expect(response.headers.get('content-type')).toBe('image/png')
    expect(await seen(new Uint8Array(await response.arrayBuffer()))).toMatchObject({ width: 2048, height: 5 })
  })

  it('are missing for pictures that have changed, were removed or never existed', async () => {
    const { library, db, get } = await open()
    const path = await writeFiles(library, 'x', { 'a.png': plain(2, 2, 1).pngSync() })
    const { setId } = await importAll(library, path)
    await writeFile(join(path, 'a.png'), plain(2, 2, 2).pngSync())
    expect((await get(routes.picture(1))).status).toBe(404)
    expect(pictureRecords(db, [1])[0].missing).toBe(true)
    expect((await get(routes.picture(9))).status).toBe(404)
    removeSet(library, setId)
    expect((await get(routes.picture(1))).status).toBe(404)
    expect((await get('/api/pictures/..%2f..%2fetc%2fpasswd.png')).status).toBe(404)
  })
})

describe('uploads', () => {
  const name = 'upload-0001'

  it('arrive whole, and can be imported as they lay', async () => {
    const { library, db, upload } = await open()
    expect((await upload(name, 'pets/cats/a b.png', new Uint8Array(plain(2, 2, 1).pngSync()))).status).toBe(
      204,
    )
    expect((await upload(name, 'pets/dogs/ü.png', new Uint8Array(plain(2, 2, 2).pngSync()))).status).toBe(204)
    const added = await addPictures(library, { source: { upload: name } }).catch(
      (error: Error) => error.message,
    )
    expect(added).toContain('cannot be read')
    const { jobId, setId } = await startImport(library, { source: { upload: name } })
    await ended(library, jobId)
    expect(pictureSets(db)).toMatchObject([{ id: setId, name: 'pets', kind: 'folder', pictures: 2 }])
    const found = pictureRecords(db, [...pictureIds(db, { sets: [setId] }, { by: 'name' })])
    expect(found.map(({ name, label }) => [name, label])).toEqual([
      ['a b.png', 'cats'],
      ['ü.png', 'dogs'],
    ])
  })

  it.each([
    '',
    '/etc/passwd',
    '../x',
    'a/../../x',
    'a//b',
    'a/./b',
    'nul\0byte',
    'line\nbreak',
    'x'.repeat(256),
    'é'.repeat(128),
    'deep/'.repeat(300),
  ])('refuse the path %j, and leave nothing', async (path) => {
    const { library, upload } = await open()
    const response = await upload(name, path)
    expect(response.status).toBe(400)
    expect(await readdir(join(library.context.folder, 'uploads')).catch(() => [])).toEqual([])
  })

  it('take names that Windows does not, on other systems', () => {
    for (const path of ['C:\\x', 'a\\..\\..\\b', 'stream:name', 'Screenshot 15:34:10.png', 'dot.']) {
      expect(segments(path, 'linux')).toEqual([path])
      expect(() => segments(path, 'win32')).toThrow('cannot be the name of an uploaded file')
    }
  })

  it('are imported without what could not be sent, which is listed with its reason', async () => {
    const { library, db, upload } = await open()
    await upload(name, 'a:b/1.png', new Uint8Array(plain(2, 2, 1).pngSync()))
    const notSent = [{ file: 'a:b/2.png', reason: 'the browser cannot read it' }]
    const { jobId, setId } = await startImport(library, { source: { upload: name, notSent } })
    await ended(library, jobId)
    expect(pictureSets(db)).toMatchObject([{ name: 'a:b', pictures: 1, skipped: 1 }])
    expect(library.context.jobs.skipped({ setId })).toEqual(notSent)
  })

  it('are removed where they were given up, and not where they were imported', async () => {
    const { library, upload } = await open()
    const media = createMedia([removeUploadRoute(library)])
    const remove = (id: string) => {
      return media(new Request(`http://127.0.0.1${routes.uploads(id)}`, { method: 'DELETE' }))
    }
    await upload(name, 'set/1.png', new Uint8Array(plain(2, 2, 1).pngSync()))
    await upload('upload-0002', 'set/1.png')
    const { jobId } = await startImport(library, { source: { upload: name } })
    await ended(library, jobId)
    expect((await remove(name)).status).toBe(400)
    expect((await remove('upload-0002')).status).toBe(204)
    expect(await readdir(join(library.context.folder, 'uploads'))).toEqual([name])
  })

  it('refuse a name that is no upload', async () => {
    const { upload } = await open()
    expect((await upload('..', 'x')).status).toBe(404)
    expect((await upload('short', 'x')).status).toBe(404)
  })

  it('leave nothing of an interrupted file, and an existing file as it was', async () => {
    const { library, upload } = await open()
    await upload(name, 'a.txt', 'whole')
    const broken = new ReadableStream({
      start(controller) {
        controller.enqueue(new TextEncoder().encode('ha'))
        controller.error(new Error('the window was closed'))
      },
    })
    const media = createMedia([uploadsRoute(library.context.folder)])
    const request = { method: 'POST', body: broken, duplex: 'half' } as RequestInit
    const response = await media(new Request(`http://127.0.0.1${routes.upload(name, 'a.txt')}`, request))
    expect(response.ok).toBe(false)
    expect(await readdir(join(library.context.folder, 'uploads'))).toEqual([name])
    expect(await readFile(join(library.context.folder, 'uploads', name, 'a.txt'), 'utf8')).toBe('whole')
  })

  it('clear away what a killed app had half written', async () => {
    const { library } = await open()
    const uploads = join(library.context.folder, 'uploads')
    await mkdir(uploads, { recursive: true })
    await writeFile(join(uploads, '.part-old'), 'half')
    uploadsRoute(library.context.folder)
    expect(await readdir(uploads)).toEqual([])
  })
})
