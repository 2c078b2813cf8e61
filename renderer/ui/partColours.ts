import { type Colour, partColour } from '../../main/contract/partColours.ts'

export { type Colour, partColour }

/** The colour of the part of that index (from 0), for CSS. */
export function partCss(index: number, opacity = 1): string {
  const [red, green, blue] = partColour(index)
  return opacity === 1 ? `rgb(${red} ${green} ${blue})` : `rgb(${red} ${green} ${blue} / ${opacity})`
}

/** The colour of a part by its place in the tree: every part is coloured by its order among its siblings. */
export function pathCss(path: readonly number[], opacity = 1): string {
  return partCss(path.at(-1) ?? 0, opacity)
}

/** A part's place as people read it: [1, 0] is "2.1". The whole picture is "image". */
export function pathName(path: readonly number[]): string {
  return path.length === 0 ? 'image' : path.map((index) => index + 1).join('.')
}
