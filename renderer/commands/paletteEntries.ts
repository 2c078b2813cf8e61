import type { Component } from 'vue'

/** A row of the palette. */
export interface PaletteEntry {
  readonly id: string
  readonly title: string
  readonly group: string
  readonly icon?: Component
  readonly keys?: string
  /** For what is chosen or not. */
  readonly checked?: boolean
  /** The address of a picture, shown in place of the icon. */
  readonly image?: string
  /** Found by a search alone: there may be thousands. */
  readonly searchedOnly?: boolean
  readonly run: () => void
}

/** What a view, or the window, adds to the palette beside its commands. */
export interface PaletteSource {
  /** What is there at once. */
  readonly entries?: () => readonly PaletteEntry[]
  /**
   * What has to be asked for. Where it rejects, its entries alone are left out.
   *
   * @param words what is searched for, two letters at least
   */
  readonly find?: (words: string, signal: AbortSignal) => Promise<readonly PaletteEntry[]>
}

/** Rows of a group at most. */
const MOST = 8

/**
 * The entries that a search matches, group by group, the better before the worse. An empty search gives all of the
 * first groups.
 */
export function search(entries: readonly PaletteEntry[], text: string): PaletteEntry[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean)
  if (words.length === 0) return [...entries]
  const found = entries
    .map((entry, place) => ({ entry, place, score: scoreOf(entry.title.toLowerCase(), words) }))
    .filter(({ score }) => score > 0)
    .sort((a, b) => b.score - a.score || a.place - b.place)
  const taken = new Map<string, number>()
  return found
    .map(({ entry }) => entry)
    .filter(({ group }) => {
      const count = (taken.get(group) ?? 0) + 1
      taken.set(group, count)
      return count <= MOST
    })
}

/** How well a title matches: every word must be in it, or its letters in their order; starts of words count more. */
function scoreOf(title: string, words: readonly string[]): number {
  let score = 1
  for (const word of words) {
    const at = title.indexOf(word)
    if (at === 0) score += 4
    else if (at > 0 && /\W/.test(title[at - 1])) score += 3
    else if (at > 0) score += 2
    else if (inOrder(title, word)) score += 0.5
    else return 0
  }
  return score
}

function inOrder(title: string, letters: string): boolean {
  let at = 0
  for (const letter of title) if (letter === letters[at]) at++
  return at === letters.length
}
