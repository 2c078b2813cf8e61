import { describe, expect, it } from 'vitest'
import type { RnpConfig } from '../../model/rnp/config.ts'
import { presets } from '../../model/rnp/presets.ts'
import { handParse } from './export.testing.ts'
import { parseTree, parseTreeSchema } from './parseTree.ts'

const config: RnpConfig = { ...presets['mnist-compact'], glimpses: [2, 3] }
const options = { source: 't10k 7', checkpoint: 'best', config }
const parse = handParse(28, 14, [3, 2])

/** The value as read back from JSON. */
const reread = (tree: unknown) => JSON.parse(JSON.stringify(tree))

describe('parseTree', () => {
  it('follows its schema, with and without pictures', () => {
    for (const pictures of [false, true]) {
      const tree = reread(parseTree(parse, { ...options, pictures }))
      expect(parseTreeSchema.parse(tree)).toEqual(tree)
    }
  })

  it('counts levels down to 0 at the lowest parts', () => {
    const tree = parseTree(parse, options)
    expect(tree.parts.map(({ level }) => level)).toEqual([1, 1, 1])
    expect(tree.parts[0].parts.map(({ level }) => level)).toEqual([0, 0])
  })

  it('gives the numbers of the model back exactly', () => {
    const tree = reread(parseTree(parse, options))
    expect(Float32Array.from(tree.parts[0].z)).toEqual(parse.parts[0].z)
    expect(Float32Array.from(tree.parts[2].action)).toEqual(parse.parts[2].action)
  })

  it('measures frames in pixels of the canvas they lie on', () => {
    const [part] = parseTree(parse, options).parts
    const [sub] = part.parts
    expect(part.frame.scaleX).toBeCloseTo(sub.frame.scaleX)
    expect(part.frame.translateX / sub.frame.translateX).toBeCloseTo(27 / 13)
  })

  it('leaves input and error out of a sample', () => {
    const { image: _, mse: __, ...sample } = parse
    const tree = reread(parseTree(sample, { ...options, pictures: true }))
    expect(tree).not.toHaveProperty('mse')
    expect(tree.pictures).not.toHaveProperty('image')
    expect(parseTreeSchema.safeParse(tree).success).toBe(true)
  })
})

describe('parseTreeSchema', () => {
  it('refuses a tree of another version', () => {
    const tree = { ...reread(parseTree(parse, options)), version: 2 }
    expect(parseTreeSchema.safeParse(tree).success).toBe(false)
  })

  it('refuses a number that is not one', () => {
    const tree = reread(parseTree({ ...parse, mse: Number.NaN }, options))
    expect(parseTreeSchema.safeParse(tree).success).toBe(false)
  })
})
