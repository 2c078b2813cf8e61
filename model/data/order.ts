/** Compares two strings by the bytes of their UTF-8 form: the same order on every machine and in every locale. */
export function byBytes(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b))
}
