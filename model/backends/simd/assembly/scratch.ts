// Scratch memory of this thread: every instance has its own globals, so every thread its own scratch.

/** Bytes of scratch each thread has. */
export const SCRATCH_BYTES: i32 = 8 << 20

export let scratch: usize = 0

/** Gives this instance its scratch, SCRATCH_BYTES long and 64-byte aligned. */
export function setScratch(pointer: usize): void {
  scratch = pointer
}
