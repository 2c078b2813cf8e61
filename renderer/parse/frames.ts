import type { ParseView } from '../../main/contract/parseFile.ts'
import { outlineOf, type Point } from './placement.ts'
import { glimpsesOf } from './scrub.ts'
import { isWithin, lineageOf, type Path, partAt, pathKey, samePath } from './tree.ts'

export interface Frame {
  readonly path: Path
  readonly key: string
  /** Corners of its outline on the picture's canvas, px from the centre of the first pixel. */
  readonly outline: readonly Point[]
  readonly selected: boolean
  readonly lit: boolean
}

/**
 * The frames to draw: with `all`, those of every part and of the sub-parts of the selected part, else only those of the
 * selected and the lit part. Parts of which nothing is drawn by `step` have no frame.
 */
export function framesOf(
  view: ParseView,
  { all, step, selected, lit }: { all: boolean; step: number; selected: Path; lit?: Path },
): Frame[] {
  const begun = glimpsesOf(view.parts).slice(0, step)
  const paths = [
    ...(all ? [...view.parts, ...familyOf(view, selected)].map(({ path }) => path) : []),
    selected,
    ...(lit ? [lit] : []),
  ]
  const frames = new Map<string, Frame>()
  for (const path of paths) {
    const lineage = lineageOf(view, path)
    if (lineage.length === 0 || !begun.some((glimpse) => isWithin(glimpse.path, path))) continue
    frames.set(pathKey(path), {
      path,
      key: pathKey(path),
      outline: outlineOf(lineage, view.patch),
      selected: samePath(path, selected),
      lit: samePath(path, lit),
    })
  }
  // The most important frame is drawn last, above the others.
  return [...frames.values()].sort((a, b) => weight(a) - weight(b))
}

const weight = ({ selected, lit }: Frame): number => (selected ? 1 : 0) + (lit ? 2 : 0)

/** The sub-parts of the selected part or, if it has none, its siblings. */
function familyOf(view: ParseView, selected: Path) {
  const part = partAt(view, selected)
  if (!part) return []
  return part.parts.length > 0 ? part.parts : (partAt(view, selected.slice(0, -1))?.parts ?? [])
}
