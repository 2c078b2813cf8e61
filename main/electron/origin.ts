/** The window's pages have a scheme of their own, so that no web page and no file shares their origin. */
export const SCHEME = 'app'
export const HOST = 'studio'
export const ORIGIN = `${SCHEME}://${HOST}`

/** Whether an address is one of our pages; false for text that is not an address. */
export function isOurs(address: string): boolean {
  const url = URL.parse(address)
  return url?.protocol === `${SCHEME}:` && url.host === HOST && url.username === '' && url.password === ''
}
