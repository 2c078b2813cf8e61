import type { StagePoint, Tool } from './tool.ts'

/**
 * Leads what pointers and keys do to the tool that is chosen. A gesture belongs to the pointer that began it, and to the
 * tool that was chosen then, until that pointer is let go, or the gesture is cancelled.
 */
export function toolRunner(chosen: () => Tool) {
  let held: { readonly tool: Tool; readonly pointer: number } | undefined
  const tool = () => held?.tool ?? chosen()

  /** Cancels the gesture that is under way, also one of several presses. */
  function cancel(): void {
    const cancelled = tool()
    held = undefined
    cancelled.cancel()
  }

  return {
    /** Whether this begins a gesture: not while another pointer is in the midst of one. */
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
    /** The pointer no longer belongs to the Stage: cancels its gesture, unless that has ended. */
    lost(pointer: number): void {
      if (held?.pointer === pointer) cancel()
    },
    leave(): void {
      if (!held) chosen().leave?.()
    },
    doubleClick(at: StagePoint): void {
      tool().doubleClick?.(at)
    },
    /** Gives whether the key is used, and is nobody else's. */
    key(key: string): boolean {
      if (!held || key !== 'Escape') return tool().key?.(key) ?? false
      cancel()
      return true
    },
    cancel,
  }
}
