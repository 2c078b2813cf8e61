import { computed, shallowRef, watch } from 'vue'
import { useRoute, useRouter } from 'vue-router'
import type { Run } from '../../main/contract/runs.ts'
import { useRuns } from '../state/runs.ts'
import { stylesOf } from './lineStyle.ts'

/** The selected run, which the address names, and the runs compared with it. */
export function useTrain() {
  const route = useRoute()
  const router = useRouter()
  const runs = useRuns()
  const wanted = shallowRef<number>()
  const ticked = shallowRef<ReadonlySet<number>>(new Set())

  watch(
    () => (route.name === 'train' ? Number(route.params.run) : Number.NaN),
    (id) => {
      if (Number.isInteger(id) && id > 0) wanted.value = id
    },
    { immediate: true },
  )

  /** The run of the latest address that named one, else the newest. */
  const selected = computed(() => runs.byId.get(wanted.value ?? 0) ?? runs.list[0])
  /** Compared runs that still exist. */
  const compared = computed(() => new Set([...ticked.value].filter((id) => runs.byId.has(id))))
  const styles = computed(() => stylesOf(selected.value?.id, compared.value))
  const drawn = computed(() => [...styles.value.keys()].map((id) => runs.byId.get(id) as Run))

  function select(id: number): void {
    wanted.value = id
    void router.replace({ name: 'train', params: { run: id } })
  }

  function compare(id: number): void {
    const next = new Set(compared.value)
    if (!next.delete(id)) next.add(id)
    ticked.value = next
  }

  const compareNone = () => {
    ticked.value = new Set()
  }

  return { runs, selected, compared, styles, drawn, select, compare, compareNone }
}
