const NAME = 'window'

let current: string | undefined

/** The id by which the app knows this window; it is the same after a reload. */
export function windowId(storage: Pick<Storage, 'getItem' | 'setItem'> = sessionStorage): string {
  current ??= storage.getItem(NAME) ?? crypto.randomUUID()
  storage.setItem(NAME, current)
  return current
}
