import { computed } from 'vue'
import { useRouter } from 'vue-router'
import { routes } from '../../main/contract/routes.ts'
import { formatMany } from '../base/format.ts'
import { saveBlob } from '../base/saveBlob.ts'
import { refused } from '../client/fetchBytes.ts'
import { useStudio } from '../client/studio.ts'
import { useLibrary } from '../state/library.ts'
import { useParsed } from '../state/parsed.ts'
import { usePlace } from '../state/place.ts'
import { useRuns } from '../state/runs.ts'
import { useSelection } from '../state/selection.ts'
import { attempt, complain, say } from '../state/toasts.ts'
import { sayDone } from '../state/undo.ts'

/**
 * The actions on the selected pictures or, if none is selected, on all that are shown. While other pictures are being
 * read, an action waits and applies to those: never to pictures that are about to go out of sight.
 */
export function useLibraryActions() {
  const studio = useStudio()
  const library = useLibrary()
  const selection = useSelection()
  const place = usePlace()
  const runs = useRuns()
  const parsed = useParsed()
  const router = useRouter()

  async function chosen(): Promise<number[] | undefined> {
    await library.settle()
    return selection.count > 0 ? [...selection.pictures] : undefined
  }

  async function parse(): Promise<void> {
    const ids = await chosen()
    await attempt(studio.parses.parseAll(ids ? { ids } : { filter: library.filter }))
  }

  async function open(id = place.picture): Promise<void> {
    if (id === undefined) return
    await router.push({ name: 'parse', params: { picture: id } })
  }

  async function train(): Promise<void> {
    const ids = await chosen()
    runs.trainData = ids
      ? { data: { ids }, title: formatMany(ids.length, 'selected picture') }
      : { data: { filter: library.filter }, title: formatMany(library.ids.length, 'picture') }
    await router.push({ name: 'train' })
  }

  async function remove(): Promise<void> {
    const ids = await chosen()
    if (!ids) return
    const at = library.ids.indexOf(place.picture ?? -1)
    const removed = await attempt(studio.library.removePictures({ ids }).then(() => true))
    if (!removed) return
    sayDone(`Removed ${formatMany(ids.length, 'picture')} from the library. The files stay.`)
    // The next picture is selected, so that one can go on from there.
    const gone = new Set(ids)
    const next = library.ids.subarray(Math.max(0, at)).find((id) => !gone.has(id))
    selection.select(next === undefined ? [] : [next])
  }

  async function copyPath(id = place.picture): Promise<void> {
    if (id === undefined) return
    const [picture] = (await attempt(studio.library.pictures({ ids: [id] }))) ?? []
    if (!picture) return
    await navigator.clipboard.writeText(picture.source)
    say(`Copied the path of ${picture.name}`)
  }

  /** Why there is nothing to export, for panel and menu; undefined if there is something, or that is not known. */
  const notExportable = computed(() => (parsed.any === false ? 'Not parsed by this model yet' : undefined))

  async function exportParses(): Promise<void> {
    const ids = (await chosen()) ?? [...library.ids]
    try {
      const response = await fetch(routes.exportParses(), {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ ids }),
      })
      if (!response.ok) throw await refused(response)
      saveBlob(await response.blob(), 'parses.zip')
    } catch (error) {
      complain(error)
    }
  }

  return { parse, open, train, remove, copyPath, notExportable, exportParses }
}

export type LibraryActions = ReturnType<typeof useLibraryActions>
