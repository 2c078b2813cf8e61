import { routes } from '../../main/contract/routes.ts'
import { fetchBytes } from '../client/fetchBytes.ts'

/** Saves the file at an address of the app, as the browser or Electron does. */
function save(address: string, name: string): void {
  const link = document.createElement('a')
  link.href = address
  link.download = name
  link.click()
}

/** A file name, without extension, for a picture: the last part of its name. */
export function fileNameOf(picture: string): string {
  const last = picture
    .split(/[\\/]/)
    .at(-1)!
    .replace(/\.\w{1,5}$/, '')
  return last.replaceAll(/[^\p{L}\p{N}_.-]+/gu, '-').replaceAll(/^-+|-+$/g, '') || 'picture'
}

export const saveTree = (parseId: number, picture: string): void =>
  save(routes.parseTree(parseId), `${fileNameOf(picture)}.json`)

export const saveSheet = (parseId: number, picture: string): void =>
  save(routes.partSheet(parseId), `${fileNameOf(picture)}.png`)

/** Copies the part sheet to the clipboard, as a PNG. */
export async function copySheet(parseId: number): Promise<void> {
  const picture = fetchBytes(routes.partSheet(parseId)).then(
    (bytes) => new Blob([bytes], { type: 'image/png' }),
  )
  await navigator.clipboard.write([new ClipboardItem({ 'image/png': picture })])
}
