/** A format of picture files that we read. Its header is read in header.ts, its pixels in decode.ts. */
interface ImageFormat {
  readonly name: string
  /** The name that people write. */
  readonly title: string
  /** Endings of file names, in lower case. Files are recognised by their first bytes, whatever their names. */
  readonly endings: readonly string[]
  /** @param start the first 12 bytes, a character each */
  readonly begins: (start: string) => boolean
}

/** All formats of picture files that we read, in the order in which messages list them. */
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
    begins: (start) => /^(II[*+]\0|MM\0[*+])/.test(start),
  },
] as const satisfies readonly ImageFormat[]

export type ImageFormatName = (typeof imageFormats)[number]['name']

/** Joins words as in "a, b or c". */
export function listed(words: readonly string[]): string {
  return `${words.slice(0, -1).join(', ')} or ${words.at(-1)}`
}

/** "PNG, JPEG, WebP, BMP, GIF or TIFF" */
export const IMAGE_FORMATS = listed(imageFormats.map(({ title }) => title))

/** Endings of formats that we cannot read. Their files count as pictures, so that a person is shown why they fail. */
const UNSUPPORTED = ['avif', 'heic', 'heif', 'jxl', 'svg']
const ENDINGS: readonly string[] = [...imageFormats.flatMap(({ endings }) => endings), ...UNSUPPORTED]

/** Whether a file looks like a picture, judging by the ending of its name. */
export function isPictureName(name: string): boolean {
  const dot = name.lastIndexOf('.')
  return dot > 0 && ENDINGS.includes(name.slice(dot + 1).toLowerCase())
}
