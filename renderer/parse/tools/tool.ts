import type { Point } from '../placement.ts'

/** Where the pointer is on the Stage. */
export interface StagePoint {
  /** CSS px from the left edge of the Stage, and from its top. */
  readonly x: number
  readonly y: number
  /** The same point on the canvas; it may lie outside of it. */
  readonly canvas: Point
}

/**
 * What the pointer and the keys do on the Stage while this tool is chosen. A tool sees no DOM events: useStagePointer.ts
 * receives them, and toolRunner.ts decides which of them belong to a gesture.
 *
 * A gesture of one press, such as drawing a box or dragging a frame, begins with `down` and ends with `up` or `cancel`. For
 * a gesture of several presses, such as a polygon, the tool keeps its state between them, and ends it by `key` or
 * `doubleClick`.
 */
export interface Tool {
  /** Stable name, for commands and settings. */
  readonly name: string
  /** A CSS cursor. */
  readonly cursor: string
  /** @param button as in PointerEvent: 0 is the main button */
  down(at: StagePoint, button: number): void
  /** @param pressed whether the pointer has been held since `down`; otherwise it hovers */
  move(at: StagePoint, pressed: boolean): void
  up(at: StagePoint): void
  /** Reverts the gesture: Escape was pressed, the pointer was lost, or the Parse view is left. */
  cancel(): void
  doubleClick?(at: StagePoint): void
  /** The pointer has left the Stage. */
  leave?(): void
  /** Returns whether the tool has used the key. Escape during a press calls `cancel` instead. @param key as in KeyboardEvent */
  key?(key: string): boolean
}
