/**
 * Bytes of one of the app's routes (routes.ts).
 *
 * @throws Error with the app's own words where it refuses
 */
export async function fetchBytes(address: string, signal?: AbortSignal): Promise<ArrayBuffer> {
  const response = await fetch(address, { signal })
  if (!response.ok) throw await refused(response)
  return response.arrayBuffer()
}

/** What a response that is not ok says. */
export async function refused(response: Response): Promise<Error> {
  const text = (await response.text().catch(() => '')).trim()
  return new Error(text && !text.startsWith('<') ? text : `The app answered ${response.status}.`)
}
