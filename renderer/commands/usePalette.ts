import { watchDebounced } from '@vueuse/core'
import { computed, nextTick, ref } from 'vue'
import { latestAnswer } from '../client/latestAnswer.ts'
import { appDialog } from '../state/dialogs.ts'
import { commands, groupOf, isEnabled } from './commands.ts'
import { keyOf } from './keys.ts'
import { type PaletteEntry, type PaletteSource, search } from './paletteEntries.ts'

/** What the palette finds: the commands, and what the sources add. */
export function usePalette(sources: readonly PaletteSource[]) {
  const text = ref('')
  /** What the sources have found for the text. */
  const fetched = latestAnswer<readonly PaletteEntry[]>()

  /** The palette gives the focus back once it is gone; what takes the focus itself comes after that. */
  const close = (run: () => void) => async () => {
    appDialog.close()
    await nextTick()
    setTimeout(run)
  }

  const standing = computed<readonly PaletteEntry[]>(() => [
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
        ? standing.value.filter(({ searchedOnly }) => !searchedOnly)
        : search(standing.value, text.value)
    return grouped([...found, ...(fetched.answer.value ?? [])]).map((entry) => ({
      ...entry,
      run: close(entry.run),
    }))
  })
  return { text, entries }
}

/** The same entries with those of a group together, in the order in which the groups begin. */
function grouped(entries: readonly PaletteEntry[]): PaletteEntry[] {
  return [...Map.groupBy(entries, ({ group }) => group).values()].flat()
}
