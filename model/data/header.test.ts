import { describe, expect, it } from 'vitest'
import { readHeader } from './header.ts'
import { exif, orientedJpeg, plain, png, pngChunk } from './pictures.testing.ts'

const drawn = plain(7, 5, 100)
const files = {
  png: drawn.pngSync(),
  jpeg: drawn.jpegSync(),
  webp: drawn.webpLosslessSync(),
  bmp: drawn.bmpSync(),
  tiff: drawn.tiffSync(),
}

function riff(chunks: readonly [type: string, data: Uint8Array][]): Buffer {
  const body = chunks.map(([type, data]) => {
    const head = Buffer.alloc(8)
    head.write(type)
    head.writeUInt32LE(data.length, 4)
    return Buffer.concat([head, data, Buffer.alloc(data.length % 2)])
  })
  const head = Buffer.from('RIFF0000WEBP')
  head.writeUInt32LE(4 + Buffer.concat(body).length, 4)
  return Buffer.concat([head, ...body])
}

describe('readHeader', () => {
  it.each(Object.entries(files))('reads the size of a %s file', (format, bytes) => {
    expect(readHeader(bytes)).toEqual({ format, width: 7, height: 5, orientation: 1 })
  })

  it('reads the size of a GIF and of a lossy WebP', () => {
    const gif = Buffer.from('GIF89a\x2c\x01\x05\0\0\0\0;', 'latin1')
    expect(readHeader(gif)).toMatchObject({ format: 'gif', width: 300, height: 5 })
    expect(readHeader(drawn.webpSync(80))).toMatchObject({ format: 'webp', width: 7, height: 5 })
  })

  it('reads the canvas and orientation of an extended WebP', () => {
    const canvas = Buffer.from([0x08, 0, 0, 0, 0x2b, 1, 0, 0x18, 0, 0])
    const bytes = riff([
      ['VP8X', canvas],
      ['EXIF', exif(8)],
    ])
    expect(readHeader(bytes)).toMatchObject({ width: 300, height: 25, orientation: 8 })
  })

  it('reads the EXIF orientation of JPEG and PNG', () => {
    expect(readHeader(orientedJpeg(files.jpeg, 6)).orientation).toBe(6)
    const png = Buffer.concat([files.png.subarray(0, 33), pngChunk('eXIf', exif(3)), files.png.subarray(33)])
    expect(readHeader(png).orientation).toBe(3)
  })

  it('reads the orientation in a PNG or WebP whose EXIF begins as that of a JPEG, as some writers have it', () => {
    const block = Buffer.concat([Buffer.from('Exif\0\0', 'latin1'), exif(6)])
    const bytes = Buffer.concat([files.png.subarray(0, 33), pngChunk('eXIf', block), files.png.subarray(33)])
    expect(readHeader(bytes).orientation).toBe(6)
    const lossless = files.webp.subarray(20, 20 + files.webp.readUInt32LE(16))
    const webp = riff([
      ['VP8L', lossless],
      ['EXIF', block],
    ])
    expect(readHeader(webp)).toMatchObject({ width: 7, height: 5, orientation: 6 })
  })

  it('takes a picture as upright when its EXIF block is damaged or its orientation out of range', () => {
    expect(readHeader(orientedJpeg(files.jpeg, 99)).orientation).toBe(1)
    const damaged = orientedJpeg(files.jpeg, 6)
    damaged.writeUInt32LE(0xffffff, damaged.indexOf('II*\0') + 4)
    expect(readHeader(damaged).orientation).toBe(1)
  })

  it.each(['png', 'jpeg', 'webp'] as const)(
    'refuses a %s file that ends early, wherever it is cut',
    (format) => {
      const bytes = files[format]
      for (let length = 12; length < bytes.length; length++) {
        expect(() => readHeader(bytes.subarray(0, length))).toThrow('truncated')
      }
    },
  )

  it('finds the end of a JPEG also when other data follow it or a thumbnail with an end of its own is inside', () => {
    const thumbnail = Buffer.from([0xff, 0xe2, 0, 6, 0xff, 0xd9, 1, 1])
    const bytes = Buffer.concat([files.jpeg.subarray(0, 2), thumbnail, files.jpeg.subarray(2)])
    expect(readHeader(Buffer.concat([bytes, Buffer.from('video')]))).toMatchObject({ width: 7 })
    expect(() => readHeader(bytes.subarray(0, -2))).toThrow('no end-of-image marker (FF D9)')
  })

  it('refuses what is empty, not a picture or without pixels', () => {
    expect(() => readHeader(new Uint8Array(0))).toThrow('empty file')
    expect(() => readHeader(Buffer.from('just some text'))).toThrow('not a PNG, JPEG')
    expect(() => readHeader(png(0, 4, 8, 0, new Uint8Array(0)))).toThrow('no pixels (0 x 4)')
    expect(() => readHeader(Buffer.from('BM'))).toThrow('truncated')
  })
})
