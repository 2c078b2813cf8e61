import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { placeWindow, readWindowState, saveWindowState } from './windowState.ts'

const first = { x: 0, y: 25, width: 1920, height: 1055 }
const second = { x: 1920, y: 0, width: 1280, height: 1024 }
const saved = { x: 2000, y: 40, width: 1100, height: 700, maximized: false }

describe('the window opens', () => {
  it('where it was, on whichever display', () => {
    const { bounds } = placeWindow(saved, [first, second])
    expect(bounds).toEqual({ x: 2000, y: 40, width: 1100, height: 700 })
  })

  it('in the middle of the first display where its own is gone', () => {
    const { bounds } = placeWindow(saved, [first])
    expect(bounds).toEqual({ x: 410, y: 203, width: 1100, height: 700 })
  })

  it.each([
    ['above the display', { y: -500 }],
    ['with its top just above the display', { y: -1 }],
    ['below the display', { y: 1000 }],
    ['left of the display but for a strip', { x: -1050 }],
    ['right of the display', { x: 1900, y: 30 }],
  ])('in the middle where nobody could drag it: %s', (_, moved) => {
    const { bounds } = placeWindow({ ...saved, x: 100, y: 100, ...moved }, [{ ...first, y: 0 }])
    expect(bounds.x).toBe(410)
  })

  it('no larger than its display, and maximised where it was', () => {
    const large = { ...saved, x: 1920, y: 0, width: 4000, height: 3000, maximized: true }
    const { bounds, maximized } = placeWindow(large, [first, second])
    expect(bounds).toEqual({ x: 1920, y: 0, width: 1280, height: 1024 })
    expect(maximized).toBe(true)
  })

  it('in the middle, with its default size, the first time', () => {
    const { bounds, maximized } = placeWindow(undefined, [first, second])
    expect(bounds).toEqual({ x: 240, y: 103, width: 1440, height: 900 })
    expect(maximized).toBe(false)
  })
})

describe('where it was', () => {
  it('is kept, and forgotten where the file is damaged', async () => {
    const folder = await mkdtemp(path.join(tmpdir(), 'rnp-window-'))
    try {
      const file = path.join(folder, 'window.json')
      expect(await readWindowState(file)).toBeUndefined()
      await saveWindowState(file, saved)
      expect(await readWindowState(file)).toEqual(saved)
      for (const damaged of ['{"x":1', '{"x":1,"y":2,"width":-3,"height":4,"maximized":true}', '']) {
        await writeFile(file, damaged)
        expect(await readWindowState(file)).toBeUndefined()
      }
    } finally {
      await rm(folder, { recursive: true })
    }
  })
})
