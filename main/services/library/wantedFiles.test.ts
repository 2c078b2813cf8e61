import { expect, it } from 'vitest'
import type { KnownPicture } from '../../reader/readerJobs.ts'
import { WantedFiles } from './wantedFiles.ts'

const file = (path: string, hash: string): KnownPicture => ({ kind: 'file', path, member: '', hash })
const wanting = (...pictures: KnownPicture[]) => {
  const wanted = new WantedFiles()
  for (const picture of pictures) wanted.add(picture)
  return wanted
}
/** Takes a file that turns out to have one content, whatever is looked at in it. */
const take = (wanted: WantedFiles, path: string, hash: string | undefined) =>
  wanted.checksOf(path).map((check) => wanted.take(check, hash))

it('of copies with one content the one of the same name is found first, then the others in their order', () => {
  const wanted = wanting(file('/a/1.png', 'x'), file('/b/1.png', 'x'), file('/a/2.png', 'x'))
  expect(take(wanted, '/new/2.png', 'x')).toEqual(['/a/2.png'])
  expect(take(wanted, '/new/a/1.png', 'x')).toEqual(['/a/1.png'])
  expect(take(wanted, '/new/renamed.png', 'x')).toEqual(['/b/1.png'])
  expect(wanted.count).toBe(0)
  expect(wanted.checksOf('/new/more.png')).toEqual([])
})

it('a file with other content, or that could not be read, is not found', () => {
  const wanted = wanting(file('/a/1.png', 'x'))
  expect(take(wanted, '/new/1.png', 'y')).toEqual([undefined])
  expect(take(wanted, '/new/1.png', undefined)).toEqual([undefined])
  expect(wanted.count).toBe(1)
})

it('an archive is opened where its name allows it, for the picture it had, and found once', () => {
  const wanted = wanting({ kind: 'zip', path: '/a/x.zip', member: 'm.png', hash: 'x' })
  expect(wanted.checksOf('/new/m.png')).toEqual([])
  const [check] = wanted.checksOf('/new/other.ZIP')
  expect(check.address).toEqual({ kind: 'zip', path: '/new/other.ZIP', member: 'm.png' })
  expect(wanted.take(check, 'x')).toBe('/a/x.zip')
  expect(wanted.take(check, 'x')).toBeUndefined()
  expect(wanted.count).toBe(0)
})

it('a file is alike when a missing one has its name', () => {
  const wanted = wanting(file('/a/1.png', 'x'), { kind: 'idx', path: '/b/digits', member: '0', hash: 'y' })
  expect(['/new/1.png', '/new/digits', '/new/2.png'].map((path) => wanted.hasName(path))).toEqual([
    true,
    true,
    false,
  ])
})
