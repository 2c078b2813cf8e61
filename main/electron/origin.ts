/** The window's pages have a scheme of their own, so that no page of the web and no file shares their origin. */
export const SCHEME = 'app'
export const HOST = 'studio'
export const ORIGIN = `${SCHEME}://${HOST}`

/** Whether an address is one of our pages. Addresses that are none are not. */
export function isOurs(address: string): boolean {
  const url = URL.parse(address)
  return url?.protocol === `${SCHEME}:` && url.host === HOST && url.username === '' && url.password === ''
}
