import type { Point } from '../placement.ts'

/** Where the pointer is on the Stage. */
export interface StagePoint {
  /** CSS px from the left edge of the Stage, and from its top. */
  readonly x: number
  readonly y: number
  /** The same on the canvas, where it may lie outside. */
  readonly canvas: Point
}

/**
 * What the pointer and the keys do on the Stage while this tool is chosen. A tool knows no events: toolRunner.ts says
 * which of them belong to a gesture, and useStagePointer.ts where they come from.
 *
 * A gesture of one press, as a band or a dragged frame, begins with `down` and ends with `up` or `cancel`. One of several
 * presses, as a polygon, is the tool's own to keep between them, and to end by `key` or `doubleClick`.
 */
export interface Tool {
  /** Stable: for commands and settings. */
  readonly name: string
  /** As CSS has it. */
  readonly cursor: string
  /** @param button 0 for the main one, as events have it */
  down(at: StagePoint, button: number): void
  /** @param pressed whether the pointer is held down since `down`; else it hovers */
  move(at: StagePoint, pressed: boolean): void
  up(at: StagePoint): void
  /** Ends what has begun as though it had not: Escape was pressed, the pointer was taken away, or the tool is. */
  cancel(): void
  doubleClick?(at: StagePoint): void
  /** The pointer has left the Stage. */
  leave?(): void
  /** @param key as events name it; gives whether the tool has used it. Escape during a press comes as `cancel` */
  key?(key: string): boolean
}
