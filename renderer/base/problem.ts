/** What went wrong, for people: the thing, and what to do next where a person can do something. */
export interface Problem {
  readonly message: string
  readonly hint?: string
  /** Why a call was refused (Refusal of the contract); absent where it is a defect of ours, or the connection. */
  readonly kind?: string
}

/** Any error as people read it. A refused call carries its hint in its data, a failed job beside its message. */
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
