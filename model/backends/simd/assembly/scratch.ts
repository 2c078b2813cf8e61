// Scratch memory of this thread: every instance has its own globals, so every thread its own scratch.

export let scratch: usize = 0

/** Gives this instance its scratch, SCRATCH_BYTES (threads.ts) long and 64-byte aligned. */
export function setScratch(pointer: usize): void {
  scratch = pointer
}
