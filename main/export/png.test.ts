import { Transformer } from '@napi-rs/image'
import { expect, it } from 'vitest'
import { blank, fill } from './paint.ts'
import { encodePng } from './png.ts'

it('encodes a picture without losing a pixel', async () => {
  const picture = blank(5, 3, [10, 20, 30])
  fill(picture, { x: 1, y: 1, width: 2, height: 1 }, [250, 0, 99])
  const decoded = await new Transformer(await encodePng(picture)).rawPixels()
  expect([...decoded]).toEqual([...picture.rgba])
})
