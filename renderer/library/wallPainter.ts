import type { PictureRecord } from '../../main/contract/library.ts'
import { cellsBetween, type Grid, type Rect, rectOf } from '../base/grid.ts'
import { fitPicture } from './wallLayout.ts'

/** Everything that decides how a wall looks. */
export interface WallScene {
  readonly layout: Grid
  readonly ids: Uint32Array
  readonly selected: ReadonlySet<number>
  readonly captions: boolean
  /** Which part of a caption is shown if there is no room for both. */
  readonly prefer: 'label' | 'error'
  /** The picture of an id, if it is loaded. */
  readonly bitmap: (id: number) => ImageBitmap | undefined
  /** Whether it is known that there is no picture to show. */
  readonly nothing: (id: number) => boolean
  readonly record: (id: number) => PictureRecord | undefined
  readonly colours: WallColours
  /** Size of the visible part, px. */
  readonly width: number
  readonly height: number
  /** Screen pixels per px. */
  readonly density: number
}

export interface WallColours {
  readonly ground: string
  readonly empty: string
  readonly text: string
  readonly quiet: string
  readonly accent: string
  readonly font: string
}

/**
 * Draws the visible part of a wall, and only what has changed: after scrolling, it moves what is already drawn and draws
 * the rows that came into sight; when pictures have arrived, it draws their cells.
 *
 * Its members are `private` and not `#private`, because Vue may wrap it in a proxy.
 */
export class WallPainter {
  private readonly canvas: HTMLCanvasElement
  private readonly context: CanvasRenderingContext2D
  private drawn?: { readonly scene: WallScene; readonly scrollTop: number }

  constructor(canvas: HTMLCanvasElement) {
    this.canvas = canvas
    this.context = canvas.getContext('2d', { alpha: false })!
  }

  /** @param dirty ids of the pictures to redraw if nothing else has changed */
  draw(scene: WallScene, scrollTop: number, dirty: ReadonlySet<number>): void {
    const { canvas, context, drawn } = this
    const { width, height, density } = scene
    const columns = Math.round(width * density)
    const rows = Math.round(height * density)
    const sized = canvas.width === columns && canvas.height === rows
    if (!sized) {
      canvas.width = columns
      canvas.height = rows
    }
    const moved =
      drawn && sized && drawn.scene === scene ? (scrollTop - drawn.scrollTop) * density : undefined
    this.drawn = { scene, scrollTop }
    if (moved === 0) {
      this.cells(scene, scrollTop, dirty)
      return
    }
    if (moved === undefined || !Number.isInteger(moved) || Math.abs(moved) >= rows) {
      this.band(scene, scrollTop, 0, height)
      return
    }
    context.setTransform(1, 0, 0, 1, 0, 0)
    context.globalCompositeOperation = 'copy'
    context.drawImage(canvas, 0, -moved)
    context.globalCompositeOperation = 'source-over'
    const strip = Math.abs(moved) / density
    if (moved > 0) this.band(scene, scrollTop, height - strip, height)
    else this.band(scene, scrollTop, 0, strip)
    this.cells(scene, scrollTop, dirty)
  }

  /** Draws those cells of these pictures that are in sight. */
  private cells(scene: WallScene, scrollTop: number, dirty: ReadonlySet<number>): void {
    if (dirty.size === 0) return
    const { context } = this
    const { layout, colours, ids, height } = scene
    this.prepare(scene)
    const { start, end } = cellsBetween(layout, scrollTop, scrollTop + height)
    for (let index = start; index < end; index++) {
      if (!dirty.has(ids[index])) continue
      const cell = rectOf(layout, index)
      const y = cell.y - scrollTop
      context.fillStyle = colours.ground
      context.fillRect(cell.x, y, cell.width, layout.rowPitch - layout.columnPitch + cell.height)
      this.cell(scene, ids[index], { ...cell, y })
    }
  }

  private prepare({ colours, density }: WallScene): void {
    this.context.setTransform(density, 0, 0, density, 0, 0)
    this.context.font = `11px ${colours.font}`
    this.context.textBaseline = 'alphabetic'
  }

  /** Draws everything between two heights of the visible part. */
  private band(scene: WallScene, scrollTop: number, from: number, to: number): void {
    const { context } = this
    const { layout, colours } = scene
    this.prepare(scene)
    context.save()
    context.beginPath()
    context.rect(0, from, scene.width, to - from)
    context.clip()
    context.fillStyle = colours.ground
    context.fillRect(0, from, scene.width, to - from)
    const { start, end } = cellsBetween(layout, scrollTop + from, scrollTop + to)
    for (let index = start; index < end; index++) {
      const { x, y, width, height } = rectOf(layout, index)
      this.cell(scene, scene.ids[index], { x, y: y - scrollTop, width, height })
    }
    context.restore()
  }

  private cell(scene: WallScene, id: number, cell: Rect): void {
    const { context } = this
    const { colours, density } = scene
    const selected = scene.selected.has(id)
    const bitmap = scene.bitmap(id)
    const record = scene.record(id)
    if (bitmap) {
      const room = { ...cell, width: cell.width * density, height: cell.height * density, x: 0, y: 0 }
      const fit = fitPicture(bitmap.width, bitmap.height, room)
      context.imageSmoothingEnabled = fit.width < bitmap.width
      context.imageSmoothingQuality = 'medium'
      if (record?.missing) context.globalAlpha = 0.35
      context.drawImage(
        bitmap,
        cell.x + fit.x / density,
        cell.y + fit.y / density,
        fit.width / density,
        fit.height / density,
      )
      context.globalAlpha = 1
    } else {
      context.fillStyle = colours.empty
      context.fillRect(cell.x, cell.y, cell.width, cell.height)
      if (scene.nothing(id)) this.absent(scene, cell)
    }
    if (record?.missing) this.missing(scene, cell)
    if (scene.captions && record) this.caption(scene, record, cell)
    if (selected) {
      // A gap of one px, so that the frame shows around pictures of its own colour.
      context.strokeStyle = colours.accent
      context.lineWidth = 2
      context.strokeRect(cell.x - 2, cell.y - 2, cell.width + 4, cell.height + 4)
    }
  }

  /** A dash: there is nothing to show for this picture. */
  private absent({ colours }: WallScene, cell: Rect): void {
    const { context } = this
    context.fillStyle = colours.quiet
    context.fillRect(cell.x + cell.width / 2 - 4, cell.y + cell.height / 2, 8, 1)
  }

  /** A dashed frame and a question mark: the file is missing. */
  private missing({ colours }: WallScene, cell: Rect): void {
    const { context } = this
    context.strokeStyle = colours.quiet
    context.lineWidth = 1
    context.setLineDash([3, 3])
    context.strokeRect(cell.x + 0.5, cell.y + 0.5, cell.width - 1, cell.height - 1)
    context.setLineDash([])
    context.fillStyle = colours.text
    context.font = `600 12px ${colours.font}`
    context.fillText('?', cell.x + cell.width - 10, cell.y + 13)
    context.font = `11px ${colours.font}`
  }

  /** Label at the left, error at the right; only one of them if both do not fit. */
  private caption({ colours, prefer }: WallScene, { label = '', parse }: PictureRecord, cell: Rect): void {
    const { context } = this
    const y = cell.y + cell.height + 13
    // All errors have the same number of decimals, so that they can be compared at a glance.
    const error = parse ? parse.mse.toFixed(4) : ''
    const both = context.measureText(label).width + context.measureText(error).width + 6 <= cell.width
    if (label && (both || !error || prefer === 'label')) {
      context.fillStyle = colours.text
      context.fillText(shortened(context, label, cell.width), cell.x + 1, y)
    }
    if (error && (both || !label || prefer === 'error')) {
      context.fillStyle = colours.quiet
      context.textAlign = 'right'
      context.fillText(shortened(context, error, cell.width), cell.x + cell.width - 1, y)
      context.textAlign = 'left'
    }
  }
}

function shortened(context: CanvasRenderingContext2D, text: string, width: number): string {
  if (context.measureText(text).width <= width) return text
  let end = text.length
  while (end > 1 && context.measureText(`${text.slice(0, end)}…`).width > width) end--
  return `${text.slice(0, end)}…`
}
