import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { openZip } from '../../../model/data/zip.ts'
import { parseTreeSchema } from '../../export/parseTree.ts'
import { importGlyphs, openTestStudio, testFolder, tinyModel } from '../studio.testing.ts'

/** A studio that has parsed the first of its glyphs. */
async function openParsed(parsed: number) {
  const studio = await openTestStudio()
  const model = await studio.client.models.open({ path: await tinyModel() })
  await studio.client.models.select({ id: model.id })
  const { ids } = await importGlyphs(studio, parsed + 1)
  const kept = []
  for (const pictureId of ids.slice(0, parsed)) kept.push(await studio.client.parses.parse({ pictureId }))
  const get = (path: string, body?: unknown) =>
    studio.media(
      new Request(
        `http://studio/api/parses/${path}`,
        body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) },
      ),
    )
  return { ids, kept, get }
}

/** The files of a zip by name, each checked as it is read. */
async function unzip(bytes: ArrayBuffer): Promise<Map<string, Buffer>> {
  const path = join(await testFolder(), 'export.zip')
  await writeFile(path, new Uint8Array(bytes))
  const zip = await openZip(path)
  const files = new Map<string, Buffer>()
  for (const { name, read } of zip.members) files.set(name, await read())
  await zip.close()
  return files
}

const PNG = Uint8Array.of(0x89, 0x50, 0x4e, 0x47)

describe('a kept parse', () => {
  it('is saved as a tree that says how the picture lies on the canvas, and as a part sheet', async () => {
    const { kept, get } = await openParsed(1)
    const answer = await get(`${kept[0].id}/tree.json`)
    expect(answer.headers.get('content-disposition')).toMatch(/^attachment; filename="[\w.-]+\.json"/)
    const tree = parseTreeSchema.parse(await answer.json())
    expect(tree.mapping).toEqual(kept[0].mapping)
    const sheet = await get(`${kept[0].id}/sheet.png`)
    expect(new Uint8Array(await sheet.arrayBuffer()).subarray(0, 4)).toEqual(PNG)
  })

  it('that does not exist is reported as missing', async () => {
    const { get } = await openParsed(0)
    for (const path of ['7', '7/tree.json', '7/sheet.png']) {
      const answer = await get(path)
      expect(answer.status).toBe(404)
      expect(await answer.json()).toMatchObject({ kind: 'missing' })
    }
  })
})

describe('an export', () => {
  it('is a zip of a tree each and a sheet, of those pictures that have been parsed', async () => {
    const { ids, get } = await openParsed(2)
    const answer = await get('export.zip', { ids })
    expect(answer.headers.get('content-type')).toBe('application/zip')
    const files = await unzip(await answer.arrayBuffer())
    const trees = [...files.keys()].filter((name) => /^trees\/.+\.json$/.test(name))
    expect(trees).toHaveLength(2)
    for (const name of trees) parseTreeSchema.parse(JSON.parse(String(files.get(name))))
    expect([...files.keys()].filter((name) => !trees.includes(name))).toEqual(['sheet.png'])
  })

  it('of pictures that have not been parsed is refused', async () => {
    const { ids, get } = await openParsed(1)
    const answer = await get('export.zip', { ids: [ids[1]] })
    expect(await answer.json()).toMatchObject({ kind: 'missing', hint: expect.stringMatching(/[Pp]arse/) })
  })
})
