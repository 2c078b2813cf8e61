/** Red, green, blue; each 0 to 255. */
export type Colour = readonly [red: number, green: number, blue: number]

/**
 * The colours of the glimpses, in order: blue, red, green, orange as in the paper's figures, then sky, purple,
 * yellow and grey. Red leans to vermilion and green to blue, after Okabe and Ito's palette ("Color Universal
 * Design", 2008), so that colour-blind people can tell neighbours apart. Colour means order and nothing else.
 */
const ORDER: readonly Colour[] = [
  [64, 132, 255],
  [255, 74, 56],
  [20, 190, 130],
  [255, 178, 32],
  [140, 222, 255],
  [190, 100, 200],
  [244, 236, 92],
  [128, 128, 128],
]

/** The colour of a glimpse by its index, from 0; after the eighth the colours repeat. */
export function partColour(index: number): Colour {
  return ORDER[index % ORDER.length]
}
