import type { ParseView, PartView } from '../../main/contract/parseFile.ts'
import { inkOnImage } from './inkOnImage.ts'
import { isWithin, type Path } from './tree.ts'

/**
 * The glimpses of the lowest level, in the order in which they draw. Step 0 is the blank canvas; step n shows the first
 * n of them.
 */
export function glimpsesOf(parts: readonly PartView[]): PartView[] {
  return parts.flatMap((part) => (part.parts.length > 0 ? glimpsesOf(part.parts) : [part]))
}

/** The ink of the picture's parts after the first `step` glimpses, [S, S] each, without parts that have not begun. */
export function inkAfter(view: ParseView, step: number): { path: Path; ink: Float32Array }[] {
  const drawn = glimpsesOf(view.parts).slice(0, step)
  return view.parts.flatMap(({ path }) => {
    const own = drawn.filter((glimpse) => isWithin(glimpse.path, path))
    if (own.length === 0) return []
    if (own.length === glimpsesOf([view.parts[path[0]]]).length)
      return [{ path, ink: inkOnImage(view, path) }]
    return [{ path, ink: sumInk(own.map((glimpse) => inkOnImage(view, glimpse.path))) }]
  })
}

/** The sum of inks. @param inks at least one, all of one size */
export function sumInk(inks: readonly Float32Array[]): Float32Array {
  return inks[0].map((_, i) => inks.reduce((total, ink) => total + ink[i], 0))
}

/** The glimpse that has just run at a step; undefined at the blank canvas. */
export function glimpseAt(view: ParseView, step: number): PartView | undefined {
  return glimpsesOf(view.parts)[step - 1]
}

/** The step after which a part, or the whole picture, is complete. */
export function stepOf(view: ParseView, path: Path): number {
  return glimpsesOf(view.parts).findLastIndex((glimpse) => isWithin(glimpse.path, path)) + 1
}

/** The nearest step after or before `step` at which a part of the picture is complete, else the last or first step. */
export function partStep(view: ParseView, step: number, direction: 1 | -1): number {
  const ends = [0, ...view.parts.map(({ path }) => stepOf(view, path))]
  if (direction > 0) return ends.find((end) => end > step) ?? ends[ends.length - 1]
  return ends.findLast((end) => end < step) ?? 0
}
