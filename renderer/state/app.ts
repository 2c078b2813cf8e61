import { defineStore } from 'pinia'
import { computed, ref, shallowRef } from 'vue'
import type { AppState, EngineState } from '../../main/contract/app.ts'
import { onAppEvent, onFresh } from '../client/events.ts'
import { useStudio } from '../client/studio.ts'

/** The app as a whole: its workspace, its engines, its history. */
export const useApp = defineStore('app', () => {
  const studio = useStudio()
  const state = shallowRef<AppState>()
  const engines = ref<EngineState[]>([])
  const history = ref<AppState['history']>({})

  async function load(): Promise<void> {
    state.value = await studio.app.state()
    engines.value = state.value.engines
    history.value = state.value.history
  }

  onFresh(load)
  onAppEvent('engine', ({ engine }) => {
    const others = engines.value.filter(({ role }) => role !== engine.role)
    engines.value = [...others, engine]
  })
  onAppEvent('history', (event) => {
    history.value = event.history
  })

  const engineOf = (role: EngineState['role']) => engines.value.find((engine) => engine.role === role)
  return {
    state,
    history,
    parsing: computed(() => engineOf('parsing')),
    training: computed(() => engineOf('training')),
    /** Whether there are native dialogs and paths of dropped files. */
    electron: computed(() => state.value?.shell.kind === 'electron'),
    load,
    restartEngine: (role: EngineState['role']) => studio.app.restartEngine({ role }),
  }
})
