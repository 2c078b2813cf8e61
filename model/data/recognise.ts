import { open, readdir, stat } from 'node:fs/promises'
import { RnpError, whyUnreadable } from '../errors.ts'
import { looksLikeIdx } from './idx.ts'
import { looksLikeMnist } from './mnist.ts'
import { holdsOmniglot, looksLikeOmniglot } from './omniglot.ts'

/** What can be read beside the generated set, for hints. */
export const READABLE =
  'a folder laid out as MNIST (train-images-idx3-ubyte), a folder or zip of Omniglot ' +
  '(<Alphabet>/characterNN/*.png), an IDX file, a zip of pictures, a picture file, or a folder of pictures.'

export type SourceKind = 'mnist' | 'omniglot' | 'folder' | 'idx' | 'zip' | 'picture'

/**
 * What the file or folder at a path is, told from what it holds. Anything unknown is a picture: decoding says what is
 * wrong with it. Throws a data error with `hint` where nothing can be read.
 */
export async function recognise(path: string, hint = `Give ${READABLE}`): Promise<SourceKind> {
  const refuse = (reason: string, cause?: unknown): never => {
    throw new RnpError(`data/${whyUnreadable(cause)}`, `Cannot read ${path}: ${reason}.`, hint, { cause })
  }
  const found = await stat(path).catch((error: NodeJS.ErrnoException) => {
    return refuse(error.code === 'ENOENT' ? 'there is no file or folder of that name' : error.message, error)
  })
  if (found.isDirectory()) {
    const names = await readdir(path).catch((error: Error) => refuse(error.message, error))
    if (looksLikeMnist(names)) return 'mnist'
    return (await looksLikeOmniglot(path)) ? 'omniglot' : 'folder'
  }
  if (!found.isFile()) refuse('it is neither a file nor a folder')
  const start = await firstBytes(path).catch((error: Error) => refuse(error.message, error))
  const packed = start[0] === 0x1f && start[1] === 0x8b
  if (packed || looksLikeIdx(start)) return 'idx'
  if (start.subarray(0, 2).toString() !== 'PK') return 'picture'
  return (await holdsOmniglot(path)) ? 'omniglot' : 'zip'
}

async function firstBytes(file: string): Promise<Buffer> {
  const handle = await open(file)
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(4), 0, 4, 0)
    return buffer.subarray(0, bytesRead)
  } finally {
    await handle.close()
  }
}
