import { readFile } from 'node:fs/promises'
import { promisify } from 'node:util'
import { gunzip } from 'node:zlib'
import { RnpError, whyUnreadable } from '../errors.ts'

const MAX_BYTES = 2 ** 31
const kinds: Record<number, string> = { 2051: 'images', 2049: 'labels' }

/** Pictures or labels of one IDX file. */
export interface Idx {
  /** [count, rows, columns] of images, [count] of labels. */
  readonly shape: readonly number[]
  readonly data: Uint8Array
}

/** True for the first bytes of an IDX file of unsigned bytes: two zeros, type 8, 1 to 3 dimensions. */
export function looksLikeIdx(start: Uint8Array): boolean {
  return start[0] === 0 && start[1] === 0 && start[2] === 8 && start[3] >= 1 && start[3] <= 3
}

/**
 * Reads an IDX file (http://yann.lecun.com/exdb/mnist), plain or gzip, that must hold `kind`.
 *
 * @throws RnpError 'data' when it cannot be read, holds something else, is empty, ends early, is longer than its header
 *   says, or its gzip stream is damaged
 */
export async function readIdx(path: string, kind: 'images' | 'labels'): Promise<Idx> {
  const bytes = await contents(path)
  const refuse = (message: string): never => {
    throw new RnpError('data/damaged', `${path} ${message}.`, 'Fetch the file again, or name the right one.')
  }
  const wanted = kind === 'images' ? 0x803 : 0x801
  const dimensions = wanted & 0xff
  const start = 4 + 4 * dimensions
  const magic = bytes.length >= 4 ? bytes.readUInt32BE(0) : refuse(`ends early: it has ${bytes.length} bytes`)
  if (magic !== wanted) {
    const hex = (value: number) => `0x${value.toString(16).padStart(8, '0')}`
    refuse(
      `holds ${kinds[magic] ?? 'no IDX images or labels'} (magic ${hex(magic)}), not ${kind} (${hex(wanted)})`,
    )
  }
  if (bytes.length < start) refuse(`ends early: its header needs ${start} bytes, it has ${bytes.length}`)
  const shape = Array.from({ length: dimensions }, (_, i) => bytes.readUInt32BE(4 + 4 * i))
  const size = start + shape.reduce((product, length) => product * length, 1)
  if (shape.includes(0)) refuse(`is empty: its header says ${shape.join(' x ')}`)
  if (bytes.length < size) {
    refuse(`ends early: ${shape.join(' x ')} ${kind} need ${size} bytes, it has ${bytes.length}`)
  }
  if (bytes.length > size) {
    refuse(`has ${bytes.length - size} bytes after the ${size} that its ${shape.join(' x ')} ${kind} take`)
  }
  return { shape, data: bytes.subarray(start) }
}

async function contents(path: string): Promise<Buffer> {
  const file = await readFile(path).catch((error: Error) => {
    throw new RnpError(
      `data/${whyUnreadable(error)}`,
      `Cannot read ${path}: ${error.message}.`,
      'Check the path.',
      { cause: error },
    )
  })
  if (file[0] !== 0x1f || file[1] !== 0x8b) return file
  try {
    return await promisify(gunzip)(file, { maxOutputLength: MAX_BYTES })
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    const early = code === 'Z_BUF_ERROR'
    throw new RnpError(
      'data/damaged',
      early
        ? `${path}: the gzip stream ends early (at ${file.length} bytes).`
        : `${path}: cannot unpack (${message}).`,
      'The file is incomplete or damaged: fetch it again.',
      { cause: error },
    )
  }
}
