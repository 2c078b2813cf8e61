import { describe, expect, it } from 'vitest'
import { decodePicture, type Ground } from './decode.ts'
import { orientedJpeg, picture, plain, png } from './pictures.testing.ts'

/** 4 x 2 px, white on the left and black on the right; a second frame is grey. */
const animation = Buffer.from(
  'R0lGODdhBAACAIEAAAAAAP///wAAAAAAACwAAAAABAACAAAICQADBAAAQCDBgAAh+QQBAAABACwAAAAABAACAIFaWloAAAAAAAAAAAAIBwABCBwoMCAAOw==',
  'base64',
)

async function decoded(bytes: Uint8Array, ground: Ground = 'white') {
  const { width, height, pixels } = await decodePicture(bytes, ground)
  return { width, height, pixels: [...pixels] }
}

describe('decodePicture', () => {
  it('reads the pixels of PNG, lossless WebP, BMP and TIFF as they are', async () => {
    const drawn = picture(3, 2, [0, 50, 100, 150, 200, 250])
    for (const bytes of [drawn.pngSync(), drawn.webpLosslessSync(), drawn.bmpSync(), drawn.tiffSync()]) {
      expect(await decoded(bytes)).toEqual({ width: 3, height: 2, pixels: [0, 50, 100, 150, 200, 250] })
    }
  })

  it('reads JPEG', async () => {
    const { pixels } = await decodePicture(plain(8, 8, 200).jpegSync(), 'white')
    expect(pixels.every((grey) => Math.abs(grey - 200) <= 2)).toBe(true)
  })

  it('reads the first frame of a GIF', async () => {
    expect(await decoded(animation)).toEqual({
      width: 4,
      height: 2,
      pixels: [255, 255, 0, 0, 255, 255, 0, 0],
    })
  })

  it('reads 1-bit and 16-bit grey', async () => {
    expect((await decoded(png(2, 1, 1, 0, Uint8Array.from([0, 0b0100_0000])))).pixels).toEqual([0, 255])
    const deep = png(2, 1, 16, 0, Uint8Array.from([0, 0x80, 0x80, 0xff, 0xff]))
    expect((await decoded(deep)).pixels).toEqual([128, 255])
  })

  it('stretches values of 12 bits that are stored in 16, and says so', async () => {
    const deep = png(3, 1, 16, 0, Uint8Array.from([0, 0, 0, 0x08, 0, 0x0f, 0xff]))
    const { pixels, levels } = await decodePicture(deep, 'white')
    expect([...pixels]).toEqual([0, 128, 255])
    expect(levels).toEqual({ black: 0, white: 4095 })
    const alpha = png(2, 1, 16, 4, Uint8Array.from([0, 0x0f, 0xff, 0xff, 0xff, 0, 0x20, 0x80, 0x00]))
    expect((await decoded(alpha, 'black')).pixels).toEqual([255, 1])
  })

  it('turns colours to grey by Rec. 709', async () => {
    const bytes = picture(3, 1, [255, 0, 0, 255, 0, 255, 0, 255, 0, 0, 255, 255]).pngSync()
    expect((await decoded(bytes)).pixels).toEqual([54, 182, 18])
  })

  it('lays transparent pixels on the given ground', async () => {
    const bytes = picture(2, 1, [0, 0, 0, 0, 255, 255, 255, 51]).pngSync()
    expect((await decoded(bytes, 'white')).pixels).toEqual([255, 255])
    expect((await decoded(bytes, 'black')).pixels).toEqual([0, 51])
  })

  it('turns a picture upright by its EXIF orientation', async () => {
    const jpeg = picture(
      16,
      8,
      Array.from({ length: 128 }, (_, i) => (i % 16 < 8 ? 0 : 255)),
    ).jpegSync()
    // 6: what is stored left is the top.
    const { width, height, pixels } = await decodePicture(orientedJpeg(jpeg, 6), 'white')
    expect([width, height]).toEqual([8, 16])
    expect(pixels[8 * 2]).toBeLessThan(10)
    expect(pixels[8 * 13]).toBeGreaterThan(245)
  })

  it('refuses a picture over 100 megapixels before decoding it', async () => {
    const bomb = png(50_000, 50_000, 1, 0, new Uint8Array(10))
    await expect(decodePicture(bomb, 'white')).rejects.toThrow('too large: 50000 x 50000 px')
    await expect(decodePicture(png(70_000, 1, 1, 0, new Uint8Array(10)), 'white')).rejects.toThrow(
      '65535 px a side',
    )
  })

  it('refuses a GIF whose frame leaves its screen', async () => {
    const broken = Buffer.from(animation)
    // Width of the first frame, after the header (13), the palette (12) and the frame's separator, x and y.
    broken.writeUInt16LE(60_000, 13 + 12 + 5)
    await expect(decodePicture(broken, 'white')).rejects.toThrow('a frame of 60000 x 2 px leaves its screen')
  })

  it('refuses corrupt data', async () => {
    const bytes = plain(40, 40, 9).pngSync()
    bytes.fill(0, 45, bytes.length - 16)
    await expect(decodePicture(bytes, 'white')).rejects.toThrow()
  })
})
