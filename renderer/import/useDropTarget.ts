import { useEventListener } from '@vueuse/core'
import { computed, ref } from 'vue'
import { isPictureName } from '../../main/contract/fileNames.ts'
import { entryOf, walkDropped } from './dropped.ts'
import { useImport } from './useImport.ts'

/** Takes files and folders that are dropped anywhere in the window, and says beforehand what will come of it. */
export function useDropTarget() {
  const { takePaths, takeFiles } = useImport()
  const over = ref(false)
  const files = ref(0)
  const picture = ref(false)
  /** Every element the pointer crosses tells of it: entered and not left. */
  let depth = 0

  const carriesFiles = (event: DragEvent) => event.dataTransfer?.types.includes('Files') ?? false

  useEventListener(window, 'dragenter', (event) => {
    if (!carriesFiles(event)) return
    event.preventDefault()
    depth++
    const items = [...(event.dataTransfer?.items ?? [])].filter(({ kind }) => kind === 'file')
    files.value = items.length
    // A folder has no type; what one will be is known only when it is dropped.
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

  /** What was dropped must be taken before the event has passed: entries and files are asked for at once. */
  async function take(transfer: DataTransfer): Promise<void> {
    const bridge = window.studioBridge
    if (bridge) return takePaths(bridge.pathsOf([...transfer.files]).filter(Boolean))
    const entries = [...transfer.items]
      .filter(({ kind }) => kind === 'file')
      .map((item) => item.webkitGetAsEntry() ?? entryOf(item.getAsFile()))
      .filter((entry) => entry !== null)
    const single = entries.length === 1 && entries[0].isFile && isPictureName(entries[0].name)
    await takeFiles(walkDropped(entries), single)
  }

  return {
    over,
    words: computed(() =>
      picture.value
        ? { title: 'Parse this picture', about: 'It is kept among the dropped pictures.' }
        : {
            title: files.value === 1 ? 'Add this to the library' : `Add these ${files.value} to the library`,
            about: 'Folders with all below them, pictures, zips and IDX files.',
          },
    ),
  }
}
