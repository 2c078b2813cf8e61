import type { ParseView, PartView } from '../../main/contract/parseFile.ts'

/** Path of a part in the tree, with indices from 0; [] is the whole picture. */
export type Path = readonly number[]

/** A path as a key for maps and elements: "2.0"; "" for the picture. */
export const pathKey = (path: Path): string => path.join('.')

export const samePath = (a: Path | undefined, b: Path | undefined): boolean =>
  a !== undefined && b !== undefined && pathKey(a) === pathKey(b)

/** Whether `part` is the part at `path`, or lies in it. */
export const isWithin = (part: Path, path: Path): boolean => path.every((index, i) => part[i] === index)

/** The parts from the picture's part down to the one at `path`; empty for the picture, and if there is no such part. */
export function lineageOf({ parts }: Pick<ParseView, 'parts'>, path: Path): PartView[] {
  const lineage: PartView[] = []
  let below = parts
  for (const index of path) {
    const part = below[index]
    if (!part) return []
    lineage.push(part)
    below = part.parts
  }
  return lineage
}

export const partAt = (view: Pick<ParseView, 'parts'>, path: Path): PartView | undefined =>
  lineageOf(view, path).at(-1)

/** The deepest parts in sight: open parts are replaced by their sub-parts. */
export function openParts(parts: readonly PartView[], open: ReadonlySet<string>): PartView[] {
  return parts.flatMap((part) =>
    part.parts.length > 0 && open.has(pathKey(part.path)) ? openParts(part.parts, open) : [part],
  )
}

/** A row of the tree in sight. */
export interface Row {
  readonly path: Path
  readonly key: string
  /** From 1, as for aria-level. */
  readonly level: number
  /** Its place among its siblings, from 1, and the number of siblings, itself included. */
  readonly place: number
  readonly siblings: number
  /** Undefined if it has no parts. */
  readonly open?: boolean
  /** Undefined for the picture itself. */
  readonly part?: PartView
}

/** The rows in sight: the picture, its parts if it is open, and so on. */
export function rowsOf({ parts }: Pick<ParseView, 'parts'>, open: ReadonlySet<string>): Row[] {
  const below = (parts: readonly PartView[]): Row[] =>
    parts.flatMap((part, i) => {
      const row = rowAt(part.path, i + 1, parts.length, part.parts, open)
      return [{ ...row, part }, ...(row.open ? below(part.parts) : [])]
    })
  const root = rowAt([], 1, 1, parts, open)
  return [root, ...(root.open ? below(parts) : [])]
}

function rowAt(
  path: Path,
  place: number,
  siblings: number,
  parts: readonly PartView[],
  open: ReadonlySet<string>,
): Row {
  const key = pathKey(path)
  return {
    path,
    key,
    level: path.length + 1,
    place,
    siblings,
    open: parts.length > 0 ? open.has(key) : undefined,
  }
}

/** What a key does in the tree, after the ARIA tree pattern; undefined for other keys. */
export type TreeMove = { readonly to: string } | { readonly open: string } | { readonly close: string }

export function treeMove(rows: readonly Row[], key: string, at: string): TreeMove | undefined {
  const index = Math.max(
    0,
    rows.findIndex((row) => row.key === at),
  )
  const row = rows[index]
  const to = (i: number) => ({ to: rows[Math.min(Math.max(i, 0), rows.length - 1)].key })
  switch (key) {
    case 'ArrowDown':
      return to(index + 1)
    case 'ArrowUp':
      return to(index - 1)
    case 'Home':
      return to(0)
    case 'End':
      return to(rows.length - 1)
    case 'ArrowRight':
      if (row.open === undefined) return undefined
      return row.open ? to(index + 1) : { open: row.key }
    case 'ArrowLeft':
      if (row.open) return { close: row.key }
      return row.path.length > 0 ? { to: pathKey(row.path.slice(0, -1)) } : undefined
    default:
      return undefined
  }
}
