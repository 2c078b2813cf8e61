import { routes } from '../../main/contract/routes.ts'
import { fetchBytes } from '../client/fetchBytes.ts'

/** Saves the file at an address of the app, as the browser or Electron does; the app says how it is called. */
function save(address: string): void {
  const link = document.createElement('a')
  link.href = address
  link.download = ''
  link.click()
}

export const saveTree = (parseId: number): void => save(routes.parseTree(parseId))

export const saveSheet = (parseId: number): void => save(routes.partSheet(parseId))

/** Copies the part sheet to the clipboard, as a PNG. */
export async function copySheet(parseId: number): Promise<void> {
  const picture = fetchBytes(routes.partSheet(parseId)).then(
    (bytes) => new Blob([bytes], { type: 'image/png' }),
  )
  await navigator.clipboard.write([new ClipboardItem({ 'image/png': picture })])
}
