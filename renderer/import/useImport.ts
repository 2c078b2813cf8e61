import { useRouter } from 'vue-router'
import { isPictureName } from '../../main/contract/fileNames.ts'
import type { ImportSource } from '../../main/contract/library.ts'
import { useStudio } from '../client/studio.ts'
import { useLibrary } from '../state/library.ts'
import { useSelection } from '../state/selection.ts'
import { attempt, complain, say } from '../state/toasts.ts'
import { wallFocus } from '../state/wallFocus.ts'
import { type FileToSend, nameOfFiles } from './dropped.ts'
import { type NotSent, sendFiles } from './uploads.ts'

/** As many as one call takes. */
const MAX_NOT_SENT = 10_000

/** Adds pictures to the library, and goes to where they are shown. */
export function useImport() {
  const router = useRouter()
  const studio = useStudio()
  const library = useLibrary()
  const selection = useSelection()

  /** Starts the import of a set, and shows the set as it grows. */
  async function importFrom(source: ImportSource, name?: string): Promise<void> {
    const started = await attempt(studio.library.import({ source, name }))
    if (!started) return
    library.show({ sets: [started.setId] })
    await router.push({ name: 'library' })
    wallFocus.ask()
  }

  /** Adds one picture and shows its parse. */
  async function parseOne(source: ImportSource): Promise<void> {
    const added = await attempt(studio.library.add({ source }))
    const [picture] = added?.pictures ?? []
    if (!picture) return
    await router.push({ name: 'parse', params: { picture: picture.id } })
    selection.only(picture.id)
  }

  /** Takes paths of the app's computer: a single picture is parsed at once, anything else is imported. */
  async function takePaths(paths: readonly string[]): Promise<void> {
    if (paths.length === 0) return
    const source = { paths: [...paths] }
    if (paths.length === 1 && isPictureName(paths[0])) await parseOne(source)
    else await importFrom(source)
  }

  /**
   * Takes files of a browser: sends them to the app first, then does as with paths.
   *
   * @param unreadable the files that cannot be read, known once `files` has ended
   */
  async function takeFiles(
    files: AsyncIterable<FileToSend> | FileToSend[],
    single: boolean,
    unreadable: readonly NotSent[] = [],
  ): Promise<void> {
    try {
      const sent = await sendFiles(files, single ? 'Sending a picture' : 'Sending pictures')
      const { upload, paths } = sent
      const notSent = [...unreadable, ...sent.notSent].slice(0, MAX_NOT_SENT)
      const [first] = notSent
      if (paths.length === 0 && first) complain(new Error(`${first.file}: ${first.reason}`))
      else if (paths.length === 0) say('There were no files in what you dropped.')
      else if (single) await parseOne({ upload })
      else await importFrom({ upload, notSent }, nameOfFiles(paths))
    } catch (error) {
      if (!(error instanceof DOMException && error.name === 'AbortError')) complain(error)
    }
  }

  return { importFrom, takePaths, takeFiles }
}
