import { expect, it } from 'vitest'
import { IMAGE_FORMATS, imageFormats, isPictureName } from './imageFormats.ts'

it('a file is a picture or not by its name, in lower or upper case', () => {
  const pictures = ['a.PNG', '/b.c/d.tif', 'e.jpeg']
  const others = ['c.zip', 'train-images-idx3-ubyte', 'png', '.png', 'a.png/b', 'a.']
  expect([...pictures, ...others].filter(isPictureName)).toEqual(pictures)
})

it('formats that cannot be read count as pictures, so that a person is shown why they fail', () => {
  expect(['photo.HEIC', 'drawing.svg'].every(isPictureName)).toBe(true)
})

it('no file begins as two formats do', () => {
  for (const start of [
    '\x89PNG\r\n\x1a\n',
    '\xff\xd8\xff\xe0',
    'RIFF....WEBP',
    'BM',
    'GIF89a',
    'II*\0',
    'MM\0*',
    'RIFF....WAVE',
  ]) {
    expect(imageFormats.filter(({ begins }) => begins(start)).length, start).toBe(
      Number(start !== 'RIFF....WAVE'),
    )
  }
})

it('people read all of them', () => {
  expect(IMAGE_FORMATS).toBe('PNG, JPEG, WebP, BMP, GIF or TIFF')
})
