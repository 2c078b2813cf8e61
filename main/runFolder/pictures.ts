import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setImmediate } from 'node:timers/promises'
import { z } from 'zod'
import { RnpError } from '../../model/errors.ts'
import { chunks } from '../base/chunks.ts'
import { saveFile } from '../base/saveFile.ts'
import type { PictureRef } from '../reader/readerJobs.ts'

const FILE = 'pictures.json'
/** Pictures that are turned into text, or checked, at once. */
const AT_ONCE = 1000

const refs = z.array(
  z.object({
    id: z.int(),
    kind: z.string(),
    path: z.string(),
    member: z.string(),
    /** Lists from before pictures were checked have none. */
    hash: z.string().optional(),
    inverted: z.boolean(),
  }),
)
const schema = z.object({
  version: z.literal(1),
  train: z.array(z.unknown()),
  test: z.array(z.unknown()),
})

/** Which pictures a run trains on, and which are held out: a resumed run reads the same, whatever the library has become. */
export interface RunPictures {
  readonly train: readonly PictureRef[]
  readonly test: readonly PictureRef[]
}

/** In pieces: of a large library the whole takes long to put in words. */
export async function writeRunPictures(folder: string, { train, test }: RunPictures): Promise<void> {
  function* words() {
    yield '{"version":1,"train":['
    yield* jsonOf(train)
    yield '],"test":['
    yield* jsonOf(test)
    yield ']}'
  }
  await saveFile(join(folder, FILE), words())
}

function* jsonOf(refs: readonly PictureRef[]): Generator<string> {
  let comma = ''
  for (const some of chunks(refs, AT_ONCE)) {
    yield comma + JSON.stringify(some).slice(1, -1)
    comma = ','
  }
}

/** In turns with other things of the app. Throws a training error where the list is gone or damaged. */
export async function readRunPictures(folder: string): Promise<RunPictures> {
  const file = join(folder, FILE)
  try {
    const { train, test } = schema.parse(JSON.parse(await readFile(file, 'utf8')))
    return { train: await checked(train), test: await checked(test) }
  } catch (cause) {
    throw new RnpError(
      'training/unreadable',
      `${file}, the list of the run's pictures, cannot be read: ${(cause as Error).message}`,
      'Start a new run from the model of this one.',
      { cause },
    )
  }
}

async function checked(list: readonly unknown[]): Promise<PictureRef[]> {
  const found: PictureRef[] = []
  for (const some of chunks(list, AT_ONCE)) {
    found.push(...refs.parse(some))
    await setImmediate()
  }
  return found
}
