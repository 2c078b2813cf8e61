import { isOurs } from './origin.ts'

/** Hosts whose pages may be opened in the person's browser: homes of the paper and of the public data sets. */
const PUBLIC_HOMES: ReadonlySet<string> = new Set(['arxiv.org', 'github.com', 'yann.lecun.com'])

/** The window shows our pages and nothing else, wherever a link or a dropped file would lead it. */
export function mayNavigate(address: string): boolean {
  return isOurs(address)
}

/** No page opens a window. Whether its address goes to the person's browser instead: https, public homes, no password. */
export function mayOpenOutside(address: string): boolean {
  const url = URL.parse(address)
  return (
    url?.protocol === 'https:' &&
    PUBLIC_HOMES.has(url.hostname) &&
    url.port === '' &&
    url.username === '' &&
    url.password === ''
  )
}

/** What our pages may ask the system for: to copy to the clipboard after a person's click. Everything else is denied. */
export function mayUse(permission: string, origin: string): boolean {
  return permission === 'clipboard-sanitized-write' && isOurs(origin)
}

/** What of a frame tells who is speaking. */
export interface Frame {
  readonly url: string
  readonly parent: unknown
}

/** Whether a message comes from our page itself: not from a frame in it, and not from what it was before. */
export function maySend(frame: Frame | null): boolean {
  return frame !== null && frame.parent === null && isOurs(frame.url)
}

/** What the window may save: its own bytes, by a dialog that the person answers. */
export function mayDownload(address: string): boolean {
  return isOurs(address.startsWith('blob:') ? address.slice('blob:'.length) : address)
}
