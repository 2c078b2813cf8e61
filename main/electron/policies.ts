import { isOurs } from './origin.ts'

/** Hosts whose pages may be opened in the person's browser: those of the paper and of the public data sets. */
const PUBLIC_HOMES: ReadonlySet<string> = new Set(['arxiv.org', 'github.com', 'yann.lecun.com'])

/** The window shows only our pages, wherever a link or a dropped file would lead it. */
export function mayNavigate(address: string): boolean {
  return isOurs(address)
}

/** Whether an address may be opened in the person's browser: only https, PUBLIC_HOMES, no port and no credentials. */
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

/** The one permission our pages get: to write to the clipboard after a click. Everything else is denied. */
export function mayUse(permission: string, origin: string): boolean {
  return permission === 'clipboard-sanitized-write' && isOurs(origin)
}

/** The part of Electron's WebFrameMain that identifies the sender of a message. */
export interface Frame {
  readonly url: string
  readonly parent: unknown
}

/** Whether a message comes from our page itself: not from a frame in it, and not from a page that is gone. */
export function maySend(frame: Frame | null): boolean {
  return frame !== null && frame.parent === null && isOurs(frame.url)
}

/** The window may save only what comes from our pages, through a dialog that the person answers. */
export function mayDownload(address: string): boolean {
  return isOurs(address.startsWith('blob:') ? address.slice('blob:'.length) : address)
}
