/** An error for people: what went wrong, and what they can do next, if anything. */
export interface Problem {
  readonly message: string
  readonly hint?: string
  /** The kind of a refusal of the contract; absent for a defect of ours and for a lost connection. */
  readonly kind?: string
}

/** Converts any error. A refused call has its hint in `data`, the fault of a failed job beside its message. */
export function asProblem(error: unknown): Problem {
  if (!isRecord(error) || !('message' in error)) return { message: String(error) }
  const data = isRecord(error.data) ? error.data : error
  const text = (name: string) =>
    typeof data[name] === 'string' && data[name] !== '' ? data[name] : undefined
  return { message: String(error.message), hint: text('hint'), kind: text('kind') }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null
}
