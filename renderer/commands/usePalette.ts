import { watchDebounced } from '@vueuse/core'
import { computed, nextTick, ref } from 'vue'
import { latestAnswer } from '../client/latestAnswer.ts'
import { appDialog } from '../state/dialogs.ts'
import { commands, groupOf, isEnabled } from './commands.ts'
import { keyOf } from './keys.ts'
import { type PaletteEntry, type PaletteSource, search } from './paletteEntries.ts'

/** The entries of the palette for a search: the commands, and what the sources add. */
export function usePalette(sources: readonly PaletteSource[]) {
  const text = ref('')
  /** Entries that the sources have fetched for the text. */
  const fetched = latestAnswer<readonly PaletteEntry[]>()

  /** Closes the palette, which then returns the focus, and only then runs: an entry may move the focus itself. */
  const close = (run: () => void) => async () => {
    appDialog.close()
    await nextTick()
    setTimeout(run)
  }

  const available = computed<readonly PaletteEntry[]>(() => [
    ...commands.value
      .filter((command) => !command.hidden && isEnabled(command))
      .map((command) => ({
        id: command.id,
        title: command.title,
        group: command.view ? groupOf(command) : 'Commands',
        icon: command.icon,
        keys: keyOf(command.id),
        checked: command.checked?.(),
        run: command.run,
      })),
    ...sources.flatMap((source) => source.entries?.() ?? []),
  ])

  async function fetchEntries(words: string, signal: AbortSignal): Promise<readonly PaletteEntry[]> {
    // A single letter is in half of all names.
    if (words.length < 2) return []
    const found = await Promise.allSettled(sources.map((source) => source.find?.(words, signal)))
    return found.flatMap((one) => (one.status === 'fulfilled' && one.value) || [])
  }

  watchDebounced(text, (wanted) => void fetched.ask((signal) => fetchEntries(wanted.trim(), signal)), {
    debounce: 150,
  })

  const entries = computed<readonly PaletteEntry[]>(() => {
    const found =
      text.value.trim() === ''
        ? available.value.filter(({ searchedOnly }) => !searchedOnly)
        : search(available.value, text.value)
    return grouped([...found, ...(fetched.answer.value ?? [])]).map((entry) => ({
      ...entry,
      run: close(entry.run),
    }))
  })
  return { text, entries }
}

/** The same entries, with those of each group together, in the order in which the groups first occur. */
function grouped(entries: readonly PaletteEntry[]): PaletteEntry[] {
  return [...Map.groupBy(entries, ({ group }) => group).values()].flat()
}
