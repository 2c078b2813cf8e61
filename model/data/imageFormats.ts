/** A format of picture files that is read. How its header is read is in header.ts, and how its pixels are in decode.ts. */
interface ImageFormat {
  readonly name: string
  /** As people write it. */
  readonly title: string
  /** Of file names, in small letters. Files are recognised by their first bytes, whatever their names. */
  readonly endings: readonly string[]
  /** @param start the first 12 bytes, a character each */
  readonly begins: (start: string) => boolean
}

/** All formats of picture files, in the order in which they are told. */
export const imageFormats = [
  { name: 'png', title: 'PNG', endings: ['png'], begins: (start) => start.startsWith('\x89PNG\r\n\x1a\n') },
  {
    name: 'jpeg',
    title: 'JPEG',
    endings: ['jpg', 'jpeg'],
    begins: (start) => start.startsWith('\xff\xd8\xff'),
  },
  {
    name: 'webp',
    title: 'WebP',
    endings: ['webp'],
    begins: (start) => start.startsWith('RIFF') && start.endsWith('WEBP'),
  },
  { name: 'bmp', title: 'BMP', endings: ['bmp'], begins: (start) => start.startsWith('BM') },
  { name: 'gif', title: 'GIF', endings: ['gif'], begins: (start) => /^GIF8[79]a/.test(start) },
  {
    name: 'tiff',
    title: 'TIFF',
    endings: ['tif', 'tiff'],
    begins: (start) => start.startsWith('II*\0') || start.startsWith('MM\0*'),
  },
] as const satisfies readonly ImageFormat[]

export type ImageFormatName = (typeof imageFormats)[number]['name']

const titles = imageFormats.map(({ title }) => title)

/** "PNG, JPEG, WebP, BMP, GIF or TIFF" */
export const IMAGE_FORMATS = `${titles.slice(0, -1).join(', ')} or ${titles.at(-1)}`

/** Endings of pictures that are not read: they are taken for pictures, so that a person reads why not. */
const UNREAD = ['avif', 'heic', 'heif', 'jxl', 'svg']
const ENDINGS: readonly string[] = [...imageFormats.flatMap(({ endings }) => endings), ...UNREAD]

/** Whether a file is a picture by its name, as far as one can tell. */
export function isPictureName(name: string): boolean {
  const dot = name.lastIndexOf('.')
  return dot > 0 && ENDINGS.includes(name.slice(dot + 1).toLowerCase())
}
