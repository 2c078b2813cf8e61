import { onScopeDispose, shallowRef, watch } from 'vue'
import type { ParseRecord } from '../../main/contract/parses.ts'
import { onAppEvent, onFresh } from '../client/events.ts'
import { useStudio } from '../client/studio.ts'

/** The kept parses of a picture, the newest first; fetched again when there is a new one. */
export function useParsesOf(pictureId: () => number) {
  const studio = useStudio()
  const parses = shallowRef<readonly ParseRecord[]>([])

  async function load(): Promise<void> {
    const asked = pictureId()
    const found = await studio.parses.ofPicture({ pictureId: asked })
    if (asked === pictureId()) parses.value = found
  }

  watch(pictureId, () => {
    parses.value = []
    load().catch(() => {})
  })
  onScopeDispose(onFresh(load))
  onScopeDispose(
    onAppEvent('parses', ({ pictureIds }) => {
      if (pictureIds.includes(pictureId())) load().catch(() => {})
    }),
  )
  return { parses }
}
