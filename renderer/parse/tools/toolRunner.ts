import type { StagePoint, Tool } from './tool.ts'

/**
 * Passes the actions of pointers and keys to the chosen tool. A gesture belongs to the pointer that began it and to the
 * tool chosen at that time, until the pointer is released or the gesture is cancelled.
 */
export function toolRunner(chosen: () => Tool) {
  let held: { readonly tool: Tool; readonly pointer: number } | undefined
  const tool = () => held?.tool ?? chosen()

  /** Cancels the gesture in progress, also one of several presses. */
  function cancel(): void {
    const cancelled = tool()
    held = undefined
    cancelled.cancel()
  }

  return {
    /** Begins a gesture, unless another pointer is in the middle of one. Returns whether it did. */
    down(pointer: number, at: StagePoint, button: number): boolean {
      if (held) return false
      held = { tool: chosen(), pointer }
      held.tool.down(at, button)
      return true
    },
    move(pointer: number, at: StagePoint): void {
      if (!held) chosen().move(at, false)
      else if (held.pointer === pointer) held.tool.move(at, true)
    },
    up(pointer: number, at: StagePoint): void {
      if (held?.pointer !== pointer) return
      const { tool } = held
      held = undefined
      tool.up(at)
    },
    /** Cancels the gesture of a pointer that the Stage has lost, unless it has ended. */
    lost(pointer: number): void {
      if (held?.pointer === pointer) cancel()
    },
    leave(): void {
      if (!held) chosen().leave?.()
    },
    doubleClick(at: StagePoint): void {
      tool().doubleClick?.(at)
    },
    /** Returns whether the key was used, so that nothing else may use it. */
    key(key: string): boolean {
      if (!held || key !== 'Escape') return tool().key?.(key) ?? false
      cancel()
      return true
    },
    cancel,
  }
}
