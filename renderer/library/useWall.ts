import {
  useDebounceFn,
  useDevicePixelRatio,
  useElementSize,
  useEventListener,
  useThrottleFn,
} from '@vueuse/core'
import { computed, onActivated, onMounted, onUnmounted, ref, type ShallowRef, shallowRef, watch } from 'vue'
import { cellsBetween, scrollTo } from '../base/grid.ts'
import { useLibrary } from '../state/library.ts'
import { usePlace } from '../state/place.ts'
import { useSelection } from '../state/selection.ts'
import { useDark } from '../state/theme.ts'
import { onThumbnails, useThumbnails } from '../state/thumbnails.ts'
import { layoutWall } from './wallLayout.ts'
import { type WallColours, WallPainter, type WallScene } from './wallPainter.ts'
import { indexOf } from './wallSelection.ts'
import { useWallCaptions, useWallKind, useWallSize } from './wallSettings.ts'

/** Shortest time between two requests for what comes into sight while the wall scrolls, ms. */
const REQUEST_INTERVAL_MS = 80
/** Records are requested once the wall has not moved for this long, ms: frames come before captions. */
const RECORDS_DELAY_MS = 100
/** Pictures of this side or less, px, are small: cells of most walls are larger. */
const SMALL_SIDE = 40

/** The logic of the wall: its layout, what is in sight, and its drawing, at most once a frame. */
export function useWall(
  scroller: Readonly<ShallowRef<HTMLElement | null>>,
  canvas: Readonly<ShallowRef<HTMLCanvasElement | null>>,
) {
  const library = useLibrary()
  const place = usePlace()
  const selection = useSelection()
  const kind = useWallKind()
  const captions = useWallCaptions()
  const size = useWallSize()
  const dark = useDark()
  const { width, height } = useElementSize(scroller)
  const { pixelRatio } = useDevicePixelRatio()
  const scrollTop = ref(0)
  const colours = shallowRef<WallColours>()
  /** Ids of the cells to redraw, because their thumbnails or records arrived since the last frame. */
  const dirty = new Set<number>()

  /** The side of the first picture if it is small, else 1. */
  const unit = computed(() => {
    void library.version
    const first = library.records.get(library.ids[0])
    const side = first ? Math.max(first.width, first.height) : 1
    return side <= SMALL_SIDE ? side : 1
  })
  const layout = computed(() =>
    layoutWall(library.ids.length, width.value, size.value, captions.value, unit.value),
  )
  const activeIndex = computed(() => indexOf(library.ids, place.picture))
  const scene = computed<WallScene | undefined>(() => {
    if (!colours.value || width.value === 0) return
    const thumbnails = useThumbnails(kind.value)
    return {
      layout: layout.value,
      ids: library.ids,
      selected: selection.pictures,
      captions: captions.value,
      // Reconstructions and parts are looked at for how good they are.
      prefer: kind.value === 'picture' && library.order.by !== 'error' ? 'label' : 'error',
      bitmap: (id) => thumbnails.get(id),
      nothing: (id) => thumbnails.has(id),
      record: (id) => library.records.get(id),
      colours: colours.value,
      width: width.value,
      height: height.value,
      density: pixelRatio.value,
    }
  })

  let painter: WallPainter | undefined
  let frame = 0
  function draw(): void {
    frame ||= requestAnimationFrame(() => {
      frame = 0
      if (!scene.value || !canvas.value) return
      painter ??= new WallPainter(canvas.value)
      painter.draw(scene.value, scrollTop.value, dirty)
      dirty.clear()
    })
  }

  function redraw(ids: readonly number[]): void {
    for (const id of ids) dirty.add(id)
    draw()
  }

  const askRecords = useDebounceFn(
    (wanted: number[]) => library.records.want('wall', wanted),
    RECORDS_DELAY_MS,
    {
      maxWait: 4 * RECORDS_DELAY_MS,
    },
  )

  let askedAt = 0
  /** Requests what is in sight first, then half a screen above and below it. */
  const ask = useThrottleFn(
    () => {
      const { ids } = library
      const at = scrollTop.value
      const passing = Math.abs(at - askedAt) > height.value
      askedAt = at
      // What only flies past is not worth decoding: asks again when the wall is slower.
      if (passing) {
        setTimeout(ask, REQUEST_INTERVAL_MS)
        return
      }
      const seen = cellsBetween(layout.value, at, at + height.value)
      const near = cellsBetween(layout.value, at - height.value / 2, at + 1.5 * height.value)
      const wanted = [
        ...ids.subarray(seen.start, seen.end),
        ...ids.subarray(seen.end, near.end),
        ...ids.subarray(near.start, seen.start),
      ]
      useThumbnails(kind.value).want('wall', wanted)
      askRecords(wanted)
    },
    REQUEST_INTERVAL_MS,
    true,
  )

  useEventListener(scroller, 'scroll', () => read(), { passive: true })
  function read(): void {
    const density = pixelRatio.value
    // Whole screen pixels, so that the painter can move what is already drawn.
    scrollTop.value = Math.round((scroller.value?.scrollTop ?? 0) * density) / density
  }

  /** Brings a cell into sight. */
  function reveal(index: number): void {
    if (!scroller.value) return
    scroller.value.scrollTop = scrollTo(layout.value, index, scroller.value.scrollTop, height.value)
  }

  // After a change of the layout the active picture stays in sight, else what was at the top stays there.
  watch(
    () => [layout.value.columns, layout.value.rowPitch],
    (_, [columns, rowPitch]) => {
      const first = Math.floor(scrollTop.value / rowPitch) * columns
      const end = first + Math.ceil(height.value / rowPitch + 1) * columns
      const active = activeIndex.value
      requestAnimationFrame(() => {
        if (active !== undefined && active >= first && active < end) reveal(active)
        else if (scroller.value) {
          scroller.value.scrollTop = Math.floor(first / layout.value.columns) * layout.value.rowPitch
        }
      })
    },
    { flush: 'pre' },
  )
  watch([scene, scrollTop], draw)
  // Without captions only a missing file changes how a cell looks.
  watch(
    () => library.arrived,
    (ids) => redraw(captions.value ? ids : ids.filter((id) => library.records.get(id)?.missing)),
    { flush: 'sync' },
  )
  watch([() => library.ids, kind, layout, scrollTop, height], ask)
  watch(kind, (_, before) => useThumbnails(before).want('wall', []))
  watch(dark, () => requestAnimationFrame(readColours))

  function readColours(): void {
    const style = getComputedStyle(document.documentElement)
    const colour = (name: string) => style.getPropertyValue(name).trim()
    colours.value = {
      ground: colour('--ground'),
      empty: colour('--checker'),
      text: colour('--text'),
      quiet: colour('--text-faint'),
      accent: colour('--accent'),
      font: colour('--font'),
    }
  }

  onMounted(() => {
    readColours()
    ask()
  })
  // Elements lose their scroll position while their view is in the background.
  onActivated(() => {
    if (scroller.value) scroller.value.scrollTop = scrollTop.value
  })
  const stop = onThumbnails((of, ids) => {
    if (of === kind.value) redraw(ids)
  })
  onUnmounted(() => {
    stop()
    cancelAnimationFrame(frame)
    useThumbnails(kind.value).want('wall', [])
    library.records.want('wall', [])
  })

  return { layout, scrollTop, height, activeIndex, reveal }
}
