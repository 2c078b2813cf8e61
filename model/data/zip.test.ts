import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { RnpError } from '../errors.ts'
import { temporaryFolder, zip } from './pictures.testing.ts'
import { openZip, zipNames } from './zip.ts'

const text = Buffer.from('ink '.repeat(50))
const zeros = Buffer.alloc(5 * 2 ** 20)

function file(bytes: Uint8Array): string {
  const path = join(temporaryFolder(), 'archive.zip')
  writeFileSync(path, bytes)
  return path
}

describe('openZip', () => {
  it('reads stored and deflated members, not the folders', async () => {
    const archive = await openZip(
      file(
        zip([
          { name: 'a/', data: Buffer.alloc(0) },
          { name: 'a/stored', data: text },
          { name: 'a/deflated', data: text, deflate: true },
          { name: 'a/empty', data: Buffer.alloc(0), deflate: true },
        ]),
      ),
    )
    const { members } = archive
    expect(members.map(({ name }) => name)).toEqual(['a/stored', 'a/deflated', 'a/empty'])
    const read = await Promise.all(members.map((member) => member.read()))
    expect(read.map(String)).toEqual([String(text), String(text), ''])
    await archive.close()
  })

  it('reads a member that inflates a thousandfold, as a blank picture does', async () => {
    const { members, close } = await openZip(file(zip([{ name: 'a', data: zeros, deflate: true }])))
    expect((await members[0].read()).equals(zeros)).toBe(true)
    await close()
  })

  it('reads what lies before bytes that do not belong to the archive, and leaves out names that leave it', async () => {
    const bytes = zip(['../a', '/etc/a', 'C:/a', 'b'].map((name) => ({ name, data: text })))
    const { members, close } = await openZip(file(Buffer.concat([bytes, Buffer.alloc(70_000)])))
    expect(members.map(({ name }) => name)).toEqual(['b'])
    expect(String(await members[0].read())).toBe(String(text))
    await close()
  })

  it('takes names for UTF-8 where they are, whatever their flag says, and otherwise for code page 437', async () => {
    const utf8 = file(zip([{ name: 'caf\u00e9/\u65e5\u672c.png', data: text }]))
    const bytes = zip([{ name: 'caf__.png', data: text }])
    for (let at = bytes.indexOf('caf__'); at >= 0; at = bytes.indexOf('caf__', at))
      bytes.set([0x82, 0x20], at + 3)
    for (const [path, expected] of [
      [utf8, 'caf\u00e9/\u65e5\u672c.png'],
      [file(bytes), 'caf\u00e9 .png'],
    ]) {
      const { members, close } = await openZip(path)
      expect(members.map((member) => member.name)).toEqual([expected])
      await close()
    }
  })

  const whole = zip([{ name: 'a', data: text }])
  const archives: [what: string, bytes: Uint8Array, message: string][] = [
    ['an archive that ends early', whole.subarray(0, -30), 'file is truncated'],
    ['an archive that begins late', whole.subarray(40), 'archive.zip'],
    ['what is no archive', Buffer.from('hello'), 'Either not a zip file'],
  ]
  it.each(archives)('refuses %s', async (_, bytes, message) => {
    const path = file(bytes)
    const error = await openZip(path).then(
      () => expect.unreachable(),
      (reason: unknown) => reason as RnpError,
    )
    expect(error).toBeInstanceOf(RnpError)
    expect(error.message).toContain(path)
    expect(error.message).toContain(message)
  })

  const headless = Buffer.from(whole)
  headless.fill('?', 0, 4)
  const damaged = Buffer.from(whole)
  damaged.fill('?', 31, 40)
  const members: [what: string, bytes: Uint8Array, message: string][] = [
    [
      'inflates to more than it declares',
      zip([{ name: 'a', data: zeros, deflate: true, declaredSize: 300 }]),
      'a inflates to more than the 300 bytes it declares',
    ],
    ['has another checksum', damaged, 'a is damaged'],
    ['has no header of its own', headless, 'a: invalid local file header signature'],
    [
      'is too large',
      zip([{ name: 'a', data: zeros, deflate: true, declaredSize: 2 ** 29 }]),
      'a declares 536870912 bytes, the limit is 419430400',
    ],
    ['is encrypted', zip([{ name: 'a', data: text, deflate: true, flags: 1 }]), 'a is encrypted'],
  ]
  it.each(members)('refuses to read a member that %s', async (_, bytes, message) => {
    const { members, close } = await openZip(file(bytes))
    const [member] = members
    await expect(member.read()).rejects.toThrow(message)
    await expect(member.read()).rejects.toBeInstanceOf(RnpError)
    await close()
  })
})

describe('zipNames', () => {
  it('yields the names of the files until the search ends', async () => {
    const path = file(zip(['a', 'b/', 'b/c', '../d'].map((name) => ({ name, data: Buffer.alloc(0) }))))
    const heard: string[] = []
    for await (const { name } of zipNames(path)) {
      heard.push(name)
      if (heard.length === 2) break
    }
    expect(heard).toEqual(['a', 'b/c'])
  })

  it('says which names a file cannot have, and refuses what openZip refuses', async () => {
    const path = file(zip(['a', '../b'].map((name) => ({ name, data: text }))))
    const names = zipNames(path)
    expect((await names.next()).value).toEqual({ name: 'a' })
    expect((await names.next()).value).toEqual({ name: '../b', fault: 'invalid relative path: ../b' })
    await names.return(undefined)
    await expect(zipNames(`${path} gone`).next()).rejects.toMatchObject({ code: 'data/not-found' })
  })
})
