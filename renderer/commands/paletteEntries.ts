import type { Component } from 'vue'

/** A row of the palette. */
export interface PaletteEntry {
  readonly id: string
  readonly title: string
  readonly group: string
  readonly icon?: Component
  readonly keys?: string
  /** For a setting: whether it is on, or chosen. */
  readonly checked?: boolean
  /** The address of a picture, shown in place of the icon. */
  readonly image?: string
  /** Shown only in a search, because there may be thousands. */
  readonly searchedOnly?: boolean
  readonly run: () => void
}

/** What a view, or the window, adds to the palette besides its commands. */
export interface PaletteSource {
  /** Entries available at once. */
  readonly entries?: () => readonly PaletteEntry[]
  /**
   * Fetches entries for a search. If it rejects, only its entries are missing.
   *
   * @param words the search text, at least two letters
   */
  readonly find?: (words: string, signal: AbortSignal) => Promise<readonly PaletteEntry[]>
}

const MAX_ROWS_PER_GROUP = 8

/**
 * The entries that match a search, best match first, at most MAX_ROWS_PER_GROUP of each group. An empty search returns
 * all entries.
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
      return count <= MAX_ROWS_PER_GROUP
    })
}

/** How well a title matches: every word, or at least its letters in order, must occur; starts of words score higher. */
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
