import { closeSync, fstatSync, openSync, writeFileSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { temporaryFolder } from '../../../model/data/pictures.testing.ts'
import { Thumbnails } from './thumbnails.ts'

const bytes = (value: number, length = 10) => new Uint8Array(length).fill(value)

describe('Thumbnails', () => {
  it('keeps them over a restart', () => {
    const folder = temporaryFolder()
    const first = new Thumbnails(folder)
    first.put([{ key: 'a', thumbnail: bytes(1) }])
    first.close()
    const second = new Thumbnails(folder)
    expect(second.get(['b', 'a'])).toEqual([undefined, bytes(1)])
    second.close()
  })

  it('starts empty if its file is not a database', () => {
    const folder = temporaryFolder()
    writeFileSync(
      join(folder, 'thumbnails.db'),
      'not a database, but long enough to be looked at'.repeat(100),
    )
    const thumbnails = new Thumbnails(folder)
    thumbnails.put([{ key: 'a', thumbnail: bytes(2) }])
    expect(thumbnails.get(['a'])).toEqual([bytes(2)])
    thumbnails.close()
  })

  it('starts empty if its file turns out to be damaged in use', () => {
    const folder = temporaryFolder()
    const before = new Thumbnails(folder)
    before.put(Array.from({ length: 500 }, (_, i) => ({ key: `${i}`, thumbnail: bytes(1, 500) })))
    before.close()
    const file = openSync(join(folder, 'thumbnails.db'), 'r+')
    const { size } = fstatSync(file)
    writeSync(file, new Uint8Array(size - 4096).fill(0xab), 0, size - 4096, 4096)
    closeSync(file)
    const thumbnails = new Thumbnails(folder)
    expect(thumbnails.get(['1'])).toEqual([undefined])
    thumbnails.put([{ key: 'a', thumbnail: bytes(2) }])
    expect(thumbnails.get(['a'])).toEqual([bytes(2)])
    thumbnails.close()
    expect(thumbnails.get(['a'])).toEqual([undefined])
  })

  it('lets the oldest go when it grows beyond its bound', () => {
    const folder = temporaryFolder()
    const thumbnails = new Thumbnails(folder, 400_000)
    for (let i = 0; i < 100; i++) {
      thumbnails.put(Array.from({ length: 10 }, (_, j) => ({ key: `${i} ${j}`, thumbnail: bytes(i, 1000) })))
    }
    const kept = Array.from({ length: 100 }, (_, i) => thumbnails.get([`${i} 0`])[0] !== undefined)
    expect(kept[0]).toBe(false)
    expect(kept[99]).toBe(true)
    expect(kept.filter(Boolean).length).toBeLessThan(45)
    thumbnails.close()
  })
})
