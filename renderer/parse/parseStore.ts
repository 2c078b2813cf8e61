import { defineStore } from 'pinia'
import { computed, ref, shallowRef, watch } from 'vue'
import type { PictureRecord } from '../../main/contract/library.ts'
import type { ParseRecord } from '../../main/contract/parses.ts'
import { routes } from '../../main/contract/routes.ts'
import { asProblem } from '../base/problem.ts'
import { onAppEvent } from '../client/events.ts'
import { fetchBytes } from '../client/fetchBytes.ts'
import { useStudio } from '../client/studio.ts'
import { useModels } from '../state/models.ts'
import { useSetting } from '../state/settings.ts'
import { type OpenedParse, ParseOpener } from './openParse.ts'
import { glimpseAt, glimpsesOf } from './scrub.ts'
import { type Path, pathKey } from './tree.ts'

/** A parse that comes sooner is not announced, ms. */
const PATIENCE = 150
/** How long another picture's parse stays until the next is there, ms: what comes soon takes its place without a gap. */
const STALE = 1000

/** The parse that is looked at, and how: it stays when one leaves the view and comes back. */
export const useParse = defineStore('parse', () => {
  const studio = useStudio()
  const models = useModels()
  const opener = new ParseOpener((id, signal) => fetchBytes(routes.parse(id), signal))

  /** The picture asked for; what is shown follows once it is there. */
  const wanted = ref<number>()
  /** The kept parse that was asked for; undefined: the one by the current model. */
  const chosen = ref<number>()
  /** The same, as the app remembers it. */
  const last = useSetting<{ readonly picture: number; readonly parse?: number } | null>('parse.open', null)
  const shown = shallowRef<OpenedParse>()
  const picture = shallowRef<PictureRecord>()
  /** Kept parses of the picture, the newest first. */
  const kept = shallowRef<readonly ParseRecord[]>([])
  const failure = shallowRef<unknown>()
  const busy = ref(false)
  /** Glimpses run; undefined: the whole program. */
  const run = ref<number>()
  /** The part under the pointer, on the canvas or in the tree. */
  const hovered = shallowRef<Path>()
  /** Keys of what is open in the tree. */
  const open = shallowRef<ReadonlySet<string>>(new Set(['']))

  const view = computed(() => shown.value?.view)
  const steps = computed(() => (view.value ? glimpsesOf(view.value.parts).length : 0))
  const step = computed(() => run.value ?? steps.value)
  /** The glimpse that the program has just run, while it is run step by step. */
  const current = computed(() =>
    view.value && run.value !== undefined ? glimpseAt(view.value, step.value) : undefined,
  )
  /** The part that is lit: the one pointed at, or else the one just drawn. */
  const lit = computed<Path | undefined>(() => hovered.value ?? current.value?.path)

  let asking: AbortController | undefined
  /** Shows the parse that `find` gives, unless something else is asked for in the meantime: then it is given up. */
  async function show(find: (signal: AbortSignal) => Promise<ParseRecord>): Promise<void> {
    asking?.abort()
    asking = new AbortController()
    const { signal } = asking
    const patience = setTimeout(() => {
      busy.value = true
    }, PATIENCE)
    const stale = setTimeout(() => {
      if (!signal.aborted && shown.value?.record.pictureId !== wanted.value) shown.value = undefined
    }, STALE)
    try {
      const opened = await opener.open(await find(signal), signal)
      if (signal.aborted) return
      if (opened.record.pictureId !== shown.value?.record.pictureId) {
        run.value = undefined
        hovered.value = undefined
      }
      shown.value = opened
      failure.value = undefined
    } catch (error) {
      if (signal.aborted) return
      failure.value = error
      shown.value = undefined
    } finally {
      clearTimeout(patience)
      clearTimeout(stale)
      if (!signal.aborted) busy.value = false
    }
  }

  /**
   * Shows a picture's parse: a kept one where it is named and still there, else the one by the current model, which is
   * made where there is none, or `again`.
   */
  async function look(
    pictureId: number,
    { parseId, again = false }: { readonly parseId?: number; readonly again?: boolean } = {},
  ): Promise<void> {
    wanted.value = pictureId
    chosen.value = parseId
    const parse = show(async (signal) => {
      const record = parseId === undefined ? undefined : await find(parseId, signal)
      if (record?.pictureId === pictureId) return record
      if (!signal.aborted) chosen.value = undefined
      return studio.parses.parse({ pictureId, again }, { signal })
    })
    await Promise.all([parse, loadPicture(pictureId)])
    await loadKept()
  }

  /** A kept parse; undefined where it is gone. */
  async function find(id: number, signal: AbortSignal): Promise<ParseRecord | undefined> {
    try {
      return await studio.parses.get({ id }, { signal })
    } catch (error) {
      if (asProblem(error).kind !== 'missing') throw error
    }
  }

  /** Shows what was open when the window was closed or loaded anew, unless that has gone from the library since. */
  async function reopen(): Promise<void> {
    if (!last.value) return
    const { picture: id, parse } = last.value
    await look(id, { parseId: parse })
    if (id === wanted.value && asProblem(failure.value).kind === 'missing') leave()
  }

  /** What the library knows of the picture; undefined where it is not there, or the app does not answer. */
  async function loadPicture(id: number): Promise<void> {
    const [found] = await studio.library.pictures({ ids: [id] }).catch(() => [])
    if (id === wanted.value) picture.value = found
  }

  /** The library has changed: the picture may be another, or gone. */
  async function reloadPicture(): Promise<void> {
    const before = picture.value
    if (!before || before.id !== wanted.value) return
    const found = await studio.library.pictures({ ids: [before.id] }).catch(() => undefined)
    if (before.id !== wanted.value || !found) return
    if (found.length === 0) return leave()
    picture.value = found[0]
    // Light and dark are turned round for the model now, or no longer.
    if (found[0].inverted !== before.inverted) void look(before.id)
  }

  async function loadKept(): Promise<void> {
    const id = wanted.value
    if (id === undefined) return
    const found = await studio.parses.ofPicture({ pictureId: id }).catch(() => [])
    if (id === wanted.value) kept.value = found
  }

  /** Shows nothing: the picture is gone from the library. */
  function leave(): void {
    asking?.abort()
    wanted.value = undefined
    chosen.value = undefined
    shown.value = undefined
    picture.value = undefined
    kept.value = []
    failure.value = undefined
    busy.value = false
  }

  watch([wanted, chosen], ([picture, parse]) => {
    last.value = picture === undefined ? null : { picture, parse }
  })
  onAppEvent('parses', ({ pictureIds }) => {
    if (wanted.value !== undefined && pictureIds.includes(wanted.value)) void loadKept()
  })
  onAppEvent('library', () => void reloadPicture())
  watch(
    () => models.currentId,
    (model, before) => {
      if (before !== undefined && model !== before && wanted.value !== undefined) void look(wanted.value)
    },
  )

  return {
    wanted,
    chosen,
    shown,
    view,
    picture,
    kept,
    failure,
    busy,
    steps,
    step,
    current,
    lit,
    hovered,
    open,
    look,
    reopen,
    leave,
    showKept: (record: ParseRecord) => {
      chosen.value = record.id
      return show(async () => record)
    },
    runTo: (to: number | undefined) => {
      run.value = to === undefined || to >= steps.value ? undefined : Math.max(0, to)
    },
    hover: (path: Path | undefined) => {
      hovered.value = path
    },
    setOpen: (path: Path, isOpen: boolean) => {
      const next = new Set(open.value)
      if (isOpen) next.add(pathKey(path))
      else next.delete(pathKey(path))
      open.value = next
    },
  }
})
