import { join } from 'node:path'
import { z } from 'zod'
import { RnpError } from '../../model/errors.ts'
import { readRegularFile } from '../../model/regularFile.ts'
import { chunks, chunksInTurns } from '../base/chunks.ts'
import { saveFile } from '../base/saveFile.ts'
import type { PictureRef } from '../reader/readerJobs.ts'

const FILE = 'pictures.json'
/** Pictures that are serialized, or validated, in one turn. */
const PICTURES_PER_TURN = 1000

const refs = z.array(
  z.object({
    id: z.int(),
    kind: z.string(),
    path: z.string(),
    member: z.string(),
    /** Absent in lists that older versions wrote. */
    hash: z.string().optional(),
    inverted: z.boolean(),
  }),
)
const schema = z.object({
  version: z.literal(1),
  train: z.array(z.unknown()),
  test: z.array(z.unknown()),
})

/** The pictures a run trains on and those held out. A resumed run reads the same, however the library has changed. */
export interface RunPictures {
  readonly train: readonly PictureRef[]
  readonly test: readonly PictureRef[]
}

/** Writes the list in chunks, because serializing that of a large library as a whole would block for long. */
export async function writeRunPictures(folder: string, { train, test }: RunPictures): Promise<void> {
  function* text() {
    yield '{"version":1,"train":['
    yield* jsonOf(train)
    yield '],"test":['
    yield* jsonOf(test)
    yield ']}'
  }
  await saveFile(join(folder, FILE), text())
}

function* jsonOf(refs: readonly PictureRef[]): Generator<string> {
  let comma = ''
  for (const some of chunks(refs, PICTURES_PER_TURN)) {
    yield comma + JSON.stringify(some).slice(1, -1)
    comma = ','
  }
}

/**
 * Reads the list, yielding to other work of the app in between.
 *
 * @throws RnpError 'training' if the list is gone or damaged
 */
export async function readRunPictures(folder: string): Promise<RunPictures> {
  const file = join(folder, FILE)
  try {
    const { train, test } = schema.parse(JSON.parse(String(await readRegularFile(file))))
    return { train: await validated(train), test: await validated(test) }
  } catch (cause) {
    throw new RnpError(
      'training/unreadable',
      `${file}, the list of the run's pictures, cannot be read: ${reasonOf(cause)}.`,
      'Start a new run from the model of this one.',
      { cause },
    )
  }
}

function reasonOf(cause: unknown): string {
  return cause instanceof z.ZodError ? 'it is damaged, or of a newer RNP Studio' : (cause as Error).message
}

async function validated(list: readonly unknown[]): Promise<PictureRef[]> {
  const found: PictureRef[] = []
  for await (const some of chunksInTurns(list, PICTURES_PER_TURN)) found.push(...refs.parse(some))
  return found
}
