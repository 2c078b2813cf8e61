/**
 * Bytes of one of the app's routes (routes.ts).
 *
 * @throws Error as `refused` gives it where the app refuses
 */
export async function fetchBytes(address: string, signal?: AbortSignal): Promise<ArrayBuffer> {
  const response = await fetch(address, { signal })
  if (!response.ok) throw await refused(response)
  return response.arrayBuffer()
}

/** What a response that is not ok says: the app's message, with its kind and hint where a person can act on it. */
export async function refused(response: Response): Promise<Error> {
  const said: unknown = await response.json().catch(() => undefined)
  if (!isRefusal(said)) return new Error(`The app answered ${response.status}.`)
  const { message, kind, hint } = said
  return Object.assign(new Error(message), { kind, hint })
}

function isRefusal(said: unknown): said is { message: string; kind?: string; hint?: string } {
  return typeof said === 'object' && said !== null && 'message' in said && typeof said.message === 'string'
}
