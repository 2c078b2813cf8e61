import { defineStore } from 'pinia'
import { computed, ref, shallowRef, watch } from 'vue'
import type { PictureRecord } from '../../main/contract/library.ts'
import type { ParseRecord } from '../../main/contract/parses.ts'
import { routes } from '../../main/contract/routes.ts'
import { asProblem } from '../base/problem.ts'
import { onAppEvent } from '../client/events.ts'
import { fetchBytes } from '../client/fetchBytes.ts'
import { latestAnswer } from '../client/latestAnswer.ts'
import { useStudio } from '../client/studio.ts'
import { useModels } from '../state/models.ts'
import { usePlace } from '../state/place.ts'
import { useSelection } from '../state/selection.ts'
import { lasting } from './lasting.ts'
import { type OpenedParse, ParseOpener } from './openParse.ts'
import { glimpseAt, glimpsesOf } from './scrub.ts'
import { type Path, pathKey } from './tree.ts'

/** The view is busy only once a parse has taken this long, ms. */
const BUSY_DELAY_MS = 150
/** How long the previous picture's parse stays in sight while the next is awaited, ms. */
const KEEP_PREVIOUS_MS = 1000

/** What is known of a picture besides its parse. */
interface About {
  readonly pictureId: number
  /** Undefined if it is not in the library. */
  readonly picture?: PictureRecord
  /** Its kept parses, the newest first. */
  readonly kept: readonly ParseRecord[]
}

/**
 * The parse of the place (state/place.ts), and how it is shown. The Parse view makes it follow the place while it is in
 * front; while another view is, it stays as it is.
 */
export const useParse = defineStore('parse', () => {
  const studio = useStudio()
  const models = useModels()
  const place = usePlace()
  const selection = useSelection()
  const opener = new ParseOpener((id, signal) => fetchBytes(routes.parse(id), signal))

  /** The place whose parse is shown or being fetched. */
  const at = shallowRef<{ readonly picture: number; readonly parse?: number }>()
  const opened = latestAnswer<OpenedParse>()
  /** About the picture of the place. */
  const about = latestAnswer<About>()
  /** About the picture whose parse stays in sight while the next is awaited. */
  const previous = shallowRef<About>()
  const late = lasting(() => opened.pending.value, KEEP_PREVIOUS_MS)
  /** Number of glimpses that have run; undefined if the whole program has. */
  const run = ref<number>()
  /** The part under the pointer, on the canvas or in the tree. */
  const hovered = shallowRef<Path>()
  /** Keys of the open rows of the tree. */
  const open = shallowRef<ReadonlySet<string>>(new Set(['']))

  const isOfAnother = (parse: OpenedParse) => parse.record.pictureId !== at.value?.picture
  const shown = computed(() => {
    const parse = opened.answer.value
    if (!parse || opened.failure.value || (late.value && isOfAnother(parse))) return undefined
    return parse
  })
  /** Whether the parse in sight is still that of the previous picture. */
  const behind = computed(() => shown.value !== undefined && isOfAnother(shown.value))
  /** About the picture whose parse is in sight; without one, about that of the place: names and data change together. */
  const named = computed(() => {
    const id = shown.value?.record.pictureId ?? at.value?.picture
    return [about.answer.value, previous.value].find((known) => known?.pictureId === id)
  })
  const view = computed(() => shown.value?.view)
  const steps = computed(() => (view.value ? glimpsesOf(view.value.parts).length : 0))
  const step = computed(() => run.value ?? steps.value)
  /** The glimpse that has just run, while the program is run step by step. */
  const current = computed(() =>
    view.value && run.value !== undefined ? glimpseAt(view.value, step.value) : undefined,
  )
  /** The part that is lit: the one under the pointer, else the one just drawn. */
  const lit = computed<Path | undefined>(() => hovered.value ?? current.value?.path)

  /** Fetches the parse of the place unless that is done already. Without a place, shows nothing. */
  async function follow(): Promise<void> {
    if (at.value?.picture !== place.picture || at.value?.parse !== place.parse) await load()
  }

  /**
   * Fetches the parse of the place: the kept one that it names if that still exists, else the one by the current model,
   * which is made if there is none, or if `again` is set.
   */
  async function load(again = false): Promise<void> {
    const { picture: pictureId, parse: parseId } = place
    if (pictureId === undefined) return clear()
    if (!behind.value) previous.value = named.value
    at.value = { picture: pictureId, parse: parseId }
    void loadAbout(pictureId)
    await opened.ask(async (signal) => {
      const kept = parseId === undefined ? undefined : await find(parseId, signal)
      const isThere = kept?.pictureId === pictureId
      if (!isThere && parseId !== undefined && !signal.aborted) leaveKept(pictureId)
      const record = isThere ? kept : await studio.parses.parse({ pictureId, again }, { signal })
      const [parse, known] = await Promise.all([opener.open(record, signal), aboutOf(pictureId, signal)])
      signal.throwIfAborted()
      about.answer.value = known
      return parse
    })
  }

  /** A kept parse; undefined if it no longer exists. */
  async function find(id: number, signal: AbortSignal): Promise<ParseRecord | undefined> {
    try {
      return await studio.parses.get({ id }, { signal })
    } catch (error) {
      if (asProblem(error).kind !== 'missing') throw error
    }
  }

  /** Leaves a kept parse that does not exist: the place becomes the picture's parse by the current model. */
  function leaveKept(pictureId: number): void {
    at.value = { picture: pictureId }
    if (place.picture === pictureId) place.goToParse(undefined)
  }

  async function aboutOf(pictureId: number, signal: AbortSignal): Promise<About> {
    const [[picture], kept] = await Promise.all([
      studio.library.pictures({ ids: [pictureId] }, { signal }),
      studio.parses.ofPicture({ pictureId }, { signal }),
    ])
    return { pictureId, picture, kept }
  }

  const loadAbout = (pictureId: number) => about.ask((signal) => aboutOf(pictureId, signal))

  /** Asks anew after the library or the kept parses have changed: the picture may be inverted now, or removed. */
  async function reloadAbout(): Promise<void> {
    const before = about.answer.value?.picture
    if (!before || before.id !== at.value?.picture) return
    const done = await loadAbout(before.id)
    if (!done || about.failure.value) return
    const found = about.answer.value?.picture
    if (!found) return leave(before.id)
    if (found.inverted !== before.inverted) renew()
  }

  /** Shows the picture's parse by the current model, which is made if there is none, or if `again` is set. */
  function parse({ again = false } = {}): Promise<void> {
    place.goToParse(undefined)
    return load(again)
  }

  /** Replaces the parse, because the one by the current model is another one now. */
  function renew(): void {
    if (at.value?.picture === place.picture) void parse()
    else clear()
  }

  /** Leaves a picture that is no longer in the library. */
  function leave(pictureId: number): void {
    clear()
    selection.drop(pictureId)
  }

  function clear(): void {
    at.value = undefined
    previous.value = undefined
    for (const answer of [opened, about]) answer.clear()
  }

  // The program of another picture is shown whole at first, and nothing in it is hovered.
  watch(
    () => shown.value?.record.pictureId,
    () => {
      run.value = undefined
      hovered.value = undefined
    },
    { flush: 'sync' },
  )
  onAppEvent('parses', ({ pictureIds }) => {
    if (at.value && pictureIds.includes(at.value.picture)) void reloadAbout()
  })
  onAppEvent('library', () => void reloadAbout())
  watch(
    () => models.currentId,
    (model, before) => {
      if (before !== undefined && model !== before && at.value) renew()
    },
  )

  return {
    at,
    shown,
    behind,
    view,
    /** The picture whose parse is in sight; while none is, that of the place. */
    picture: computed(() => named.value?.picture),
    /** Kept parses of that picture, the newest first. */
    kept: computed(() => named.value?.kept ?? []),
    failure: opened.failure,
    /** Whether the parse is taking a noticeable time. */
    busy: lasting(() => opened.pending.value, BUSY_DELAY_MS),
    steps,
    step,
    current,
    lit,
    hovered,
    open,
    follow,
    parse,
    /** Tries again after a failure. */
    retry: () => load(),
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
