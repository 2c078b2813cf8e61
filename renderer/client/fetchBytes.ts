/**
 * Fetches the bytes of one of the app's routes (routes.ts).
 *
 * @throws Error made by `refused` if the response is not ok
 */
export async function fetchBytes(address: string, signal?: AbortSignal): Promise<ArrayBuffer> {
  const response = await fetch(address, { signal })
  if (!response.ok) throw await refused(response)
  return response.arrayBuffer()
}

/** The error of a response that is not ok: the app's message, with kind, code and hint if a person can act on it. */
export async function refused(response: Response): Promise<Error & { readonly code?: string }> {
  const body: unknown = await response.json().catch(() => undefined)
  if (!isRefusal(body)) return new Error(`The app answered with status ${response.status}.`)
  const { message, kind, code, hint } = body
  return Object.assign(new Error(message), { kind, code, hint })
}

function isRefusal(body: unknown): body is { message: string; kind?: string; code?: string; hint?: string } {
  return typeof body === 'object' && body !== null && 'message' in body && typeof body.message === 'string'
}
