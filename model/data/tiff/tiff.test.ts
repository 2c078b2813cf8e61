import { deflateSync, zstdCompressSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { decodePicture } from '../decode.ts'
import { tiff } from '../pictures.testing.ts'

const WIDTH = 20
const HEIGHT = 12
const places = Array.from({ length: WIDTH * HEIGHT }, (_, i) => ({
  x: i % WIDTH,
  y: Math.floor(i / WIDTH),
}))
/** A slope of greys, 0 to 239. */
const greys = places.map(({ x, y }) => x * 12 + y)
/** Squares, a white line, a black line, and one white pixel in a black one. */
const bits = places.map(({ x, y }) => {
  if (y === 6 || (x === 3 && y === 7)) return true
  return y !== 5 && (Math.floor(x / 3) + Math.floor(y / 2)) % 2 === 1
})
const colours = places.map(({ x, y }, i): [number, number, number] => [greys[i], 255 - greys[i], y * 20 + x])
const alphas = places.map(({ x }) => Math.min(255, 40 + x * 12))
const luminance = ([r, g, b]: readonly number[]) => Math.trunc(0.2126 * r + 0.7152 * g + 0.0722 * b + 0.5)

const file = (strip: Uint8Array, tags: Parameters<typeof tiff>[3] = [], isBig = false) =>
  tiff(WIDTH, HEIGHT, strip, tags, isBig)
const bytesOf = (numbers: Float32Array | Int16Array | Uint16Array | Int32Array | Float64Array) =>
  new Uint8Array(numbers.buffer)
const rgb = [
  [258, 3, 8, 8, 8],
  [262, 3, 2],
  [277, 3, 3],
] as const

async function pixelsOf(bytes: Uint8Array, ground: 'white' | 'black' = 'white'): Promise<number[]> {
  return [...(await decodePicture(bytes, ground)).pixels]
}

/** Numbers of `depth` bits, each row from a new byte on. */
function packed(values: readonly number[], depth: number): Uint8Array {
  const rows = Array.from({ length: HEIGHT }, (_, y) => values.slice(y * WIDTH, (y + 1) * WIDTH))
  return Buffer.concat(
    rows.map((row) => {
      const digits = row.map((value) => value.toString(2).padStart(depth, '0')).join('')
      return Uint8Array.from(digits.match(/.{1,8}/g)!, (byte) => Number.parseInt(byte.padEnd(8, '0'), 2))
    }),
  )
}
const mirror = (bytes: Uint8Array) =>
  bytes.map((byte) => Number.parseInt(byte.toString(2).padStart(8, '0').split('').reverse().join(''), 2))

describe('a TIFF', () => {
  const bilevel = packed(bits.map(Number), 1)
  const black = bits.map((bit) => (bit ? 255 : 0))

  it('shows the same picture whichever bit of a byte comes first', async () => {
    expect(await pixelsOf(file(bilevel, [[258, 3, 1]]))).toEqual(black)
    const other = file(mirror(bilevel), [
      [258, 3, 1],
      [266, 3, 2],
    ])
    expect(await pixelsOf(other)).toEqual(black)
  })

  it('shows the same picture whether its colours were multiplied by alpha or not', async () => {
    const rgba = (multiplied: boolean) =>
      Uint8Array.from(
        colours.flatMap((colour, i) => [
          ...colour.map((value) => (multiplied ? Math.round((value * alphas[i]) / 255) : value)),
          alphas[i],
        ]),
      )
    const tags = (extra: number) =>
      [
        [258, 3, 8, 8, 8, 8],
        [262, 3, 2],
        [277, 3, 4],
        [338, 3, extra],
      ] as const
    for (const ground of ['white', 'black'] as const) {
      const plain = await pixelsOf(file(rgba(false), tags(2)), ground)
      const associated = await pixelsOf(file(rgba(true), tags(1)), ground)
      expect(Math.max(...plain.map((grey, i) => Math.abs(grey - associated[i])))).toBeLessThanOrEqual(2)
    }
    const opaque = await pixelsOf(file(rgba(false), tags(0)))
    expect(opaque).toEqual(colours.map(luminance))
  })

  it('is grey with alpha', async () => {
    const values = Uint8Array.from(greys.flatMap((grey, i) => [grey, alphas[i]]))
    const pixels = await pixelsOf(
      file(values, [
        [258, 3, 8, 8],
        [277, 3, 2],
        [338, 3, 2],
      ]),
      'black',
    )
    expect(pixels).toEqual(greys.map((grey, i) => Math.round((grey * alphas[i]) / 255)))
  })

  it('has its colours in a palette, of 16 bits or of the 8 that some writers give', async () => {
    const four = packed(
      greys.map((grey) => grey >> 4),
      4,
    )
    const palette = Array.from({ length: 48 }, (_, i) => (i < 16 ? i * 17 : i < 32 ? 255 : 0))
    const shown = greys.map((grey) => luminance([(grey >> 4) * 17, 255, 0]))
    for (const scale of [1, 257]) {
      const bytes = file(four, [
        [258, 3, 4],
        [262, 3, 3],
        [320, 3, ...palette.map((value) => value * scale)],
      ])
      expect(await pixelsOf(bytes)).toEqual(shown)
    }
    const short = file(four, [
      [258, 3, 4],
      [262, 3, 3],
      [320, 3, 0, 0, 0],
    ])
    await expect(decodePicture(short, 'white')).rejects.toThrow('corrupt: colour 1 of a palette of 1')
  })

  it('has whole numbers of any depth, and white as 0', async () => {
    for (const depth of [1, 2, 4, 10, 12, 14]) {
      const most = 2 ** depth - 1
      const values = greys.map((grey) => Math.round((grey / 239) * most))
      const pixels = await pixelsOf(file(packed(values, depth), [[258, 3, depth]]))
      expect(pixels).toEqual(values.map((value) => Math.round((value / most) * 255)))
    }
    const inverse = file(
      Uint8Array.from(greys, (grey) => 255 - grey),
      [[262, 3, 0]],
    )
    expect(await pixelsOf(inverse)).toEqual(greys)
  })

  it('has inks, or YCbCr', async () => {
    const inks = colours.flatMap((colour) => [...colour.map((value) => 255 - value), 0])
    const cmyk = file(Uint8Array.from(inks), [
      [258, 3, 8, 8, 8, 8],
      [262, 3, 5],
      [277, 3, 4],
    ])
    expect(await pixelsOf(cmyk)).toEqual(colours.map(luminance))
    const grey = Uint8Array.from(greys.flatMap((value) => [value, 128, 128]))
    const tags = [...rgb, [262, 3, 6], [530, 3, 1, 1]] as const
    expect(await pixelsOf(file(grey, tags))).toEqual(greys)
    await expect(decodePicture(file(grey, [...rgb, [262, 3, 6]]), 'white')).rejects.toThrow(
      'YCbCr colours of a lower resolution, which is not read: save it as RGB',
    )
  })

  it('is a BigTIFF', async () => {
    expect(await pixelsOf(file(Uint8Array.from(colours.flat()), rgb, true))).toEqual(colours.map(luminance))
  })

  it('lies in planes, or in tiles that reach past its edge', async () => {
    const planes = Uint8Array.from([0, 1, 2].flatMap((c) => colours.map((colour) => colour[c])))
    const size = WIDTH * HEIGHT
    const planar = file(planes, [
      ...rgb,
      [284, 3, 2],
      [273, 4, 8, 8 + size, 8 + 2 * size],
      [279, 4, size, size, size],
    ])
    expect(await pixelsOf(planar)).toEqual(colours.map(luminance))
    const tiles = [0, 16].flatMap((left) =>
      Array.from({ length: 256 }, (_, i) => {
        const x = left + (i % 16)
        const y = Math.floor(i / 16)
        return x < WIDTH && y < HEIGHT ? greys[y * WIDTH + x] : 7
      }),
    )
    const tiled = file(Uint8Array.from(tiles), [
      [322, 3, 16],
      [323, 3, 16],
      [324, 4, 8, 8 + 256],
      [325, 4, 256, 256],
      [266, 3, 1],
      [338, 3, 0],
    ])
    expect(await pixelsOf(tiled)).toEqual(greys)
  })

  it('has floating-point numbers and numbers with a sign', async () => {
    const near = (expected: readonly number[]) => expected.map((grey) => expect.closeTo(grey, -0.5))
    const float = (values: readonly number[], type: 32 | 64 = 32) =>
      file(bytesOf(type === 32 ? Float32Array.from(values) : Float64Array.from(values)), [
        [258, 3, type],
        [339, 3, 3],
      ])
    expect(await pixelsOf(float(greys.map((grey) => grey / 255)))).toEqual(near(greys))
    expect(
      await pixelsOf(
        float(
          greys.map((grey) => grey / 255),
          64,
        ),
      ),
    ).toEqual(near(greys))
    const signed = (values: readonly number[]) =>
      file(bytesOf(Int16Array.from(values)), [
        [258, 3, 16],
        [339, 3, 2],
      ])
    expect(await pixelsOf(signed(greys))).toEqual(near(greys))
    const stretched = greys.map((grey) => (grey / 239) * 255)
    expect(await pixelsOf(signed(greys.map((grey) => grey - 100)))).toEqual(near(stretched))
    expect(await decodePicture(float(greys.map((grey) => grey * 1000)), 'white')).toMatchObject({
      levels: { black: 0, white: 239_000 },
    })
  })

  it('is packed by Deflate, Zstandard or PackBits', async () => {
    const plain = Buffer.from(greys)
    // A bilevel depth keeps it from the decoder of plain files.
    const values = packed(
      greys.map((grey) => grey >> 4),
      4,
    )
    const shown = greys.map((grey) => (grey >> 4) * 17)
    const packBits = Buffer.concat(
      Array.from({ length: values.length / 10 }, (_, row) =>
        Buffer.concat([Buffer.of(128, 9), values.subarray(row * 10, row * 10 + 10)]),
      ),
    )
    const ways: [number, Uint8Array][] = [
      [8, deflateSync(values)],
      [32946, deflateSync(values)],
      [50000, zstdCompressSync(values)],
      [32773, packBits],
    ]
    for (const [compression, strip] of ways) {
      const tags = [
        [258, 3, 4],
        [259, 3, compression],
      ] as const
      expect(await pixelsOf(file(strip, tags))).toEqual(shown)
      const broken = file(strip.subarray(0, -20), tags)
      await expect(decodePicture(broken, 'white')).rejects.toThrow(/truncated|corrupt/)
    }
    expect(await pixelsOf(file(deflateSync(plain), [[259, 3, 8]]))).toEqual(greys)
    const runs = Buffer.from(
      Array((WIDTH * HEIGHT) / 20)
        .fill([0x81 + 108, 0x33])
        .flat(),
    )
    const repeated = file(runs, [
      [258, 3, 8],
      [259, 3, 32773],
      [262, 3, 0],
    ])
    expect(new Set(await pixelsOf(repeated))).toEqual(new Set([255 - 0x33]))
  })

  it('does not unpack more than its size needs', async () => {
    const bomb = deflateSync(Buffer.alloc(1_000_000))
    const bytes = file(bomb, [
      [258, 3, 4],
      [259, 3, 8],
    ])
    await expect(decodePicture(bytes, 'white')).rejects.toThrow('corrupt: Cannot create a Buffer larger than')
  })

  // Written by libtiff.
  const faxes = {
    rle: [
      'SUkqADAAAACKKJyKKJw1ooowNaKKMIoonBA1DQA1b0UYiiiciiicNaKKMDWiijAACQAAAQMAAQAAABQAAAABAQMAAQAAAAwAAAAC',
      'AQMAAQAAAAEAAAADAQMAAQAAAAIAAAAGAQMAAQAAAAEAAAARAQQAAQAAAAgAAAAWAQMAAQAAAAwAAAAXAQQAAQAAACcAAAAcAQMA',
      'AQAAAAEAAAAAAAAA',
    ].join(''),
    group3: [
      'SUkqAD4AAAAAGKKJwAYoonABNaKKMAE1ooowAYoonABEAAmoaAATVvRRgAxRROADFFE4AJrRRRgAmtFFGAAJAAABAwABAAAAFAAA',
      'AAEBAwABAAAADAAAAAIBAwABAAAAAQAAAAMBAwABAAAAAwAAAAYBAwABAAAAAQAAABEBBAABAAAACAAAABYBAwABAAAADAAAABcB',
      'BAABAAAANQAAABwBAwABAAAAAQAAAAAAAAA=',
    ].join(''),
    group4: [
      'SUkqADIAAAAxGIxf4IECBAgQX/BggQIEFERk1DRLc0GiDDBAgQX+CBAgQIEF/wAQAQAJAAABAwABAAAAFAAAAAEBAwABAAAADAAA',
      'AAIBAwABAAAAAQAAAAMBAwABAAAABAAAAAYBAwABAAAAAQAAABEBBAABAAAACAAAABYBAwABAAAADAAAABcBBAABAAAAKQAAABwB',
      'AwABAAAAAQAAAAAAAAA=',
    ].join(''),
  }
  it.each(Object.entries(faxes))('is packed as a fax: %s', async (_, base64) => {
    const bytes = Buffer.from(base64, 'base64')
    expect(await pixelsOf(bytes)).toEqual(black)
    const broken = Buffer.from(bytes)
    broken.fill(0xaa, 16, 40)
    await expect(decodePicture(broken, 'white')).rejects.toThrow(/corrupt|truncated/)
  })

  it('is a fax of very long runs', async () => {
    const wide = [
      'SUkqABgAAAAjgPhryA+UgPhkgrwAQAQACQAAAQMAAQAAABgVAAABAQMAAQAAAAIAAAACAQMAAQAAAAEAAAADAQMAAQAAAAQAAAAG',
      'AQMAAQAAAAEAAAARAQQAAQAAAAgAAAAWAQMAAQAAAAIAAAAXAQQAAQAAAA8AAAAcAQMAAQAAAAEAAAAAAAAA',
    ].join('')
    const { width, pixels } = await decodePicture(Buffer.from(wide, 'base64'), 'white')
    expect(width).toBe(5400)
    const light = (x: number) => [x >= 1 && x < 2600, x >= 2600 && x < 5399]
    const rows = [...pixels].map((grey) => grey === 255)
    expect(rows).toEqual([0, 1].flatMap((y) => Array.from({ length: 5400 }, (_, x) => light(x)[y])))
  })

  it('is packed by LZW with the bytes of its floating-point numbers apart, as tifffile writes it', async () => {
    const bytes = [
      'SUkqAAgAAAAOAAABBAABAAAAFAAAAAEBBAABAAAADAAAAAIBAwABAAAAIAAAAAMBAwABAAAABQAAAAYBAwABAAAAAQAAABEBBAAB',
      'AAAA0AAAABUBAwABAAAAAQAAABYBBAABAAAADAAAABcBBAABAAAAkAEAABoBBQABAAAAtgAAABsBBQABAAAAvgAAACgBAwABAAAA',
      'AQAAAD0BAwABAAAAAwAAAFMBAwABAAAAAwAAAAAAAAABAAAAAQAAAAEAAAABAAAAAAAAAAAAAAAAAIAAB6AACAINB4JCIQwSAgCg',
      'MBgIAxEwwFAZF4xF04wAA0IgoIoGEpGYyHGDHY/IZHJIuOwFCYVMJiQWgeCZEA9IQnLIuGyg+GZEE9IUnPAYnJ/QRhQ4pRZ4PILB',
      'ZjUpiwTAcCREA5IQlRg0YHgyIgnJCkqMm7BYhhZIpZqfUZjMoUARgaCJEA1IQjRiyMHQxIgmpCkaM2r9gBhgophLfcoPVIUQQAYC',
      'BEJCGAhRgxk2AMFhl0hRkznM9oKNUMdBshCDC6DAPBgLsuD6MN9cvBgrsuj6MuNvud3p7hU7iAEC0DAOBgLMuDqMVuQuBgrMujqM',
      '1+j0+rwtT3QAoVwYBoMBVlwbRjr4VoMFVl0bRnt6vZ7qNA9XquKAGCoDBEBQy6jAYCgQHAiBUJCTEAkrAkDQRAL7Li+6DmiTAuIg',
      'EyQgvAIRgwbiIFMkJLwCUkOw/EMHu7CSDHCSAsIgEiQgtAIZAgbCIRIihLQCWcaxukMdPrFL8niRAqIgESQgrAIggQaiIFEkJKwC',
      'YUmyfKMAoCA=',
    ].join('')
    expect(await pixelsOf(Buffer.from(bytes, 'base64'))).toEqual(
      greys.map((grey) => expect.closeTo(grey, -0.5)),
    )
  })

  it('is packed as JPEG with its tables apart, as libtiff writes it', async () => {
    const bytes = [
      'SUkqAKgAAAD/2P/AABEIAAwAFAMBEQACEQEDEQH/2gAMAwEAAhEDEQA/APSfH8v3+fWv59y2Ox/m54NYd/u/keI+P5fv8199lq2P',
      '9YfBqh/D07HkWszf6e/Nfa0Ir2aP9KuF8Ov7GgfYfj9j8/41+I5alof8x3g3Tj+7+R4j8QGPz8+tfe5b0P8AWDwbpx/d/I8i1kk6',
      'g+a+2oJezR/pTwvTj/Y1M//ZDQAAAQMAAQAAABQAAAABAQMAAQAAAAwAAAACAQMAAwAAAEoBAAADAQMAAQAAAAcAAAAGAQMAAQAA',
      'AAYAAAARAQQAAQAAAAgAAAAVAQMAAQAAAAMAAAAWAQMAAQAAAAwAAAAXAQQAAQAAAKAAAAAcAQMAAQAAAAEAAABbAQcAPgIAAIAB',
      'AAASAgMAAgAAAAEAAQAUAgUABgAAAFABAAAAAAAACAAIAAgAAAAAAAEAAAD/AAAAAQAAAIAAAAABAAAA/wAAAAEAAACAAAAAAQAA',
      'AP8AAAABAAAA/9j/2wBDAAIBAQEBAQIBAQECAgICAgQDAgICAgUEBAMEBgUGBgYFBgYGBwkIBgcJBwYGCAsICQoKCgoKBggLDAsK',
      'DAkKCgr/2wBDAQICAgICAgUDAwUKBwYHCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgr/',
      'xAAfAAABBQEBAQEBAQAAAAAAAAAAAQIDBAUGBwgJCgv/xAC1EAACAQMDAgQDBQUEBAAAAX0BAgMABBEFEiExQQYTUWEHInEUMoGR',
      'oQgjQrHBFVLR8CQzYnKCCQoWFxgZGiUmJygpKjQ1Njc4OTpDREVGR0hJSlNUVVZXWFlaY2RlZmdoaWpzdHV2d3h5eoOEhYaHiImK',
      'kpOUlZaXmJmaoqOkpaanqKmqsrO0tba3uLm6wsPExcbHyMnK0tPU1dbX2Nna4eLj5OXm5+jp6vHy8/T19vf4+fr/xAAfAQADAQEB',
      'AQEBAQEBAAAAAAAAAQIDBAUGBwgJCgv/xAC1EQACAQIEBAMEBwUEBAABAncAAQIDEQQFITEGEkFRB2FxEyIygQgUQpGhscEJIzNS',
      '8BVictEKFiQ04SXxFxgZGiYnKCkqNTY3ODk6Q0RFRkdISUpTVFVWV1hZWmNkZWZnaGlqc3R1dnd4eXqCg4SFhoeIiYqSk5SVlpeY',
      'mZqio6Slpqeoqaqys7S1tre4ubrCw8TFxsfIycrS09TV1tfY2dri4+Tl5ufo6ery8/T19vf4+fr/2Q==',
    ].join('')
    const pixels = await pixelsOf(Buffer.from(bytes, 'base64'))
    // Pillow gives 188, 75, 182 and 69.
    const corners = [0, WIDTH - 1, WIDTH * (HEIGHT - 1), WIDTH * HEIGHT - 1].map((i) => pixels[i])
    for (const [i, grey] of [188, 75, 182, 69].entries()) expect(Math.abs(corners[i] - grey)).toBeLessThan(3)
  })

  it.each([
    [
      'CIE L*a*b* colours',
      [...rgb, [262, 3, 8]],
      'a TIFF of CIE L*a*b* colours, which is not read: save it as RGB',
    ],
    ['JPEG 2000', [[259, 3, 34712]], 'a TIFF packed as JPEG 2000, which is not read: save it with LZW'],
    ['an unknown compression', [[259, 3, 4711]], 'a TIFF packed as compression 4711'],
    ['numbers of 24 bits', [[258, 3, 24]], 'a TIFF of numbers of 24 bits'],
    ['channels of different depths', [...rgb, [258, 3, 8, 16, 8]], 'have different bits (8, 16, 8)'],
    [
      'blocks that are missing',
      [
        [278, 3, 5],
        [266, 3, 2],
      ],
      'truncated: 1 of its 3 blocks are there',
    ],
    [
      'no room',
      [
        [322, 4, 2 ** 31],
        [323, 4, 2 ** 31],
        [324, 4, 8],
        [325, 4, 9],
        [266, 3, 2],
      ],
      'corrupt: its blocks are',
    ],
    [
      'a block past its end',
      [
        [273, 4, 100_000],
        [266, 3, 2],
      ],
      'truncated: the file ends too early',
    ],
  ] as [string, Parameters<typeof tiff>[3], string][])('is refused for %s', async (_, tags, message) => {
    const bytes = file(new Uint8Array(WIDTH * HEIGHT * 3), tags)
    await expect(decodePicture(bytes, 'white')).rejects.toThrow(message)
  })
})
