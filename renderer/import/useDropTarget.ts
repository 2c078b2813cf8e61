import { useEventListener } from '@vueuse/core'
import { computed, ref } from 'vue'
import { isPictureName } from '../../main/contract/fileNames.ts'
import { entryOf, walkDropped } from './dropped.ts'
import { type NotSent, UNREADABLE } from './uploads.ts'
import { useImport } from './useImport.ts'

/** Accepts files and folders dropped anywhere in the window, and announces beforehand what will happen. */
export function useDropTarget() {
  const { takePaths, takeFiles } = useImport()
  const over = ref(false)
  const files = ref(0)
  const picture = ref(false)
  /** Elements entered and not left: each element that the pointer crosses sends both events. */
  let depth = 0

  const carriesFiles = (event: DragEvent) => event.dataTransfer?.types.includes('Files') ?? false

  useEventListener(window, 'dragenter', (event) => {
    if (!carriesFiles(event)) return
    event.preventDefault()
    depth++
    const items = [...(event.dataTransfer?.items ?? [])].filter(({ kind }) => kind === 'file')
    files.value = items.length
    // A folder has no type, and its content is known only once it is dropped.
    picture.value = items.length === 1 && items[0].type.startsWith('image/')
    over.value = true
  })
  useEventListener(window, 'dragleave', (event) => {
    if (carriesFiles(event) && --depth <= 0) leave()
  })
  useEventListener(window, 'dragover', (event) => {
    if (!carriesFiles(event)) return
    event.preventDefault()
    if (event.dataTransfer) event.dataTransfer.dropEffect = 'copy'
  })
  useEventListener(window, 'drop', (event) => {
    if (!carriesFiles(event) || !event.dataTransfer) return
    event.preventDefault()
    leave()
    void take(event.dataTransfer)
  })

  function leave(): void {
    depth = 0
    over.value = false
  }

  /** Entries and files must be read from the transfer synchronously: it is empty once the event is over. */
  async function take(transfer: DataTransfer): Promise<void> {
    const bridge = window.studioBridge
    if (bridge) return takePaths(bridge.pathsOf([...transfer.files]).filter(Boolean))
    const entries = [...transfer.items]
      .filter(({ kind }) => kind === 'file')
      .map((item) => item.webkitGetAsEntry() ?? entryOf(item.getAsFile()))
      .filter((entry) => entry !== null)
    const single = entries.length === 1 && entries[0].isFile && isPictureName(entries[0].name)
    const unreadable: NotSent[] = []
    const files = walkDropped(entries, (file) => unreadable.push({ file, reason: UNREADABLE }))
    await takeFiles(files, single, unreadable)
  }

  return {
    over,
    words: computed(() =>
      picture.value
        ? { title: 'Parse this picture', about: 'It is added to the set “Dropped pictures”.' }
        : {
            title: files.value === 1 ? 'Add this to the library' : `Add these ${files.value} to the library`,
            about: 'Folders and their subfolders, pictures, zips and IDX files.',
          },
    ),
  }
}
