import { describe, expect, it } from 'vitest'
import { type DroppedEntry, filesOfInput, nameOfFiles, walkDropped } from './dropped.ts'

const file = (name: string): DroppedEntry => ({
  name,
  isFile: true,
  isDirectory: false,
  file: (found) => found(new File(['x'], name)),
})

/** A folder that gives its entries a few at a time, as browsers do. */
const folder = (name: string, entries: DroppedEntry[], atOnce = 2): DroppedEntry => ({
  name,
  isFile: false,
  isDirectory: true,
  createReader() {
    const left = [...entries]
    return { readEntries: (found) => found(left.splice(0, atOnce)) }
  },
})

const unreadable = (name: string): DroppedEntry => ({
  name,
  isFile: true,
  isDirectory: false,
  file: (_, failed) => failed(new DOMException('gone', 'NotFoundError')),
})

async function pathsOf(entries: DroppedEntry[], lost: string[] = []): Promise<string[]> {
  const paths: string[] = []
  for await (const { path } of walkDropped(entries, (path) => lost.push(path))) paths.push(path)
  return paths
}

describe('walkDropped', () => {
  it('finds every file in a folder and its subfolders, however few arrive at a time', async () => {
    const digits = folder('digits', [
      folder('seven', [file('2.png'), file('10.png'), file('1.png')]),
      file('readme.txt'),
    ])
    expect(await pathsOf([digits])).toEqual([
      'digits/readme.txt',
      'digits/seven/1.png',
      'digits/seven/2.png',
      'digits/seven/10.png',
    ])
  })

  it('leaves out hidden files and folders, and those of operating systems', async () => {
    const bin = folder('@eaDir', [file('1.png')])
    const digits = folder('digits', [file('.DS_Store'), folder('.git', [file('x.png')]), bin, file('1.png')])
    expect(await pathsOf([digits])).toEqual(['digits/1.png'])
  })

  it('continues after what cannot be read, and names it', async () => {
    const lost: string[] = []
    expect(await pathsOf([folder('a', [unreadable('1.png'), file('2.png')])], lost)).toEqual(['a/2.png'])
    expect(lost).toEqual(['a/1.png'])
  })

  it('takes files beside folders', async () => {
    expect(await pathsOf([file('b.png'), folder('a', [file('1.png')]), folder('empty', [])])).toEqual([
      'b.png',
      'a/1.png',
    ])
  })
})

describe('what was dropped', () => {
  it('is named by the folder it shares, else by its files', () => {
    expect(nameOfFiles(['digits/1.png', 'digits/7/2.png'])).toBe('digits')
    expect(nameOfFiles(['a.png'])).toBe('a.png')
    expect(nameOfFiles(['a.png', 'b/c.png'])).toBe('a.png and 1 more')
    expect(nameOfFiles([])).toBe('Pictures')
  })

  it('comes from a chosen folder, hidden or not, with its paths and without the hidden files in it', () => {
    const chosen = ['.set/1.png', '.set/.thumbs/1.png'].map((path) =>
      Object.defineProperty(new File([], path), 'webkitRelativePath', { value: path }),
    )
    expect(filesOfInput(chosen).map(({ path }) => path)).toEqual(['.set/1.png'])
  })
})
