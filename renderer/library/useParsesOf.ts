import { computed, watch } from 'vue'
import type { ParseRecord } from '../../main/contract/parses.ts'
import { onAppEvent, onFresh } from '../client/events.ts'
import { latestAnswer } from '../client/latestAnswer.ts'
import { useStudio } from '../client/studio.ts'

/** The kept parses of a picture, the newest first; fetched again when they change. */
export function useParsesOf(pictureId: () => number) {
  const studio = useStudio()
  const kept = latestAnswer<readonly ParseRecord[]>()
  const load = () => kept.ask((signal) => studio.parses.ofPicture({ pictureId: pictureId() }, { signal }))

  watch(pictureId, () => {
    kept.clear()
    void load()
  })
  onFresh(load)
  onAppEvent('parses', ({ pictureIds }) => {
    if (pictureIds.includes(pictureId())) void load()
  })
  return { parses: computed(() => kept.answer.value ?? []) }
}
