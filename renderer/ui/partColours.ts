import { type Colour, partColour } from '../../main/contract/partColours.ts'

export { type Colour, partColour }

/** The CSS colour of a part by its index among its siblings, from 0. */
export function partCss(index: number, opacity = 1): string {
  const [red, green, blue] = partColour(index)
  return opacity === 1 ? `rgb(${red} ${green} ${blue})` : `rgb(${red} ${green} ${blue} / ${opacity})`
}

/** The CSS colour of a part by its path. */
export function pathCss(path: readonly number[], opacity = 1): string {
  return partCss(path.at(-1) ?? 0, opacity)
}

/** The number of a part for people: [1, 0] is "2.1". The whole picture is "picture". */
export function pathName(path: readonly number[]): string {
  return path.length === 0 ? 'picture' : path.map((index) => index + 1).join('.')
}
