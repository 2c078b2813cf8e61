// Moving numbers, and filling memory with zeros.

/** Pieces [from, to) of `bytes` bytes each: from source + i * sourceStep to target + i * targetStep. */
export function copyPieces(
  source: usize, sourceStep: usize, target: usize, targetStep: usize, bytes: usize, from: i32, to: i32,
): void {
  for (let i = <usize>from; i < <usize>to; i++) memory.copy(target + i * targetStep, source + i * sourceStep, bytes)
}

/** Numbers [from, to) of x = 0. */
export function zero(x: usize, from: i32, to: i32): void {
  memory.fill(x + (<usize>from << 2), 0, <usize>(to - from) << 2)
}
