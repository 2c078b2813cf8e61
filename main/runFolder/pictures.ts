import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { RnpError } from '../../model/errors.ts'
import { saveFile } from '../base/saveFile.ts'
import { slices } from '../base/slices.ts'
import type { PictureRef } from '../reader/pictureRef.ts'

const PICTURES_FILE = 'pictures.json'
/** Pictures that are put into JSON at once. */
const PICTURES_PER_PIECE = 1000

const refs = z.array(
  z.object({
    id: z.int(),
    kind: z.string(),
    path: z.string(),
    member: z.string(),
    inverted: z.boolean(),
  }),
)
const schema = z.object({ version: z.literal(1), train: refs, test: refs })

/** Which pictures a run trains on, and which are held out: a resumed run reads the same, whatever the library has become. */
export interface RunPictures {
  readonly train: readonly PictureRef[]
  readonly test: readonly PictureRef[]
}

/** Writes the list in pieces: JSON of a large library as a whole takes long. */
export async function writeRunPictures(folder: string, { train, test }: RunPictures): Promise<void> {
  function* words() {
    yield '{"version":1,"train":['
    yield* jsonOf(train)
    yield '],"test":['
    yield* jsonOf(test)
    yield ']}'
  }
  await saveFile(join(folder, PICTURES_FILE), words())
}

function* jsonOf(refs: readonly PictureRef[]): Generator<string> {
  let comma = ''
  for (const some of slices(refs, PICTURES_PER_PIECE)) {
    yield comma + JSON.stringify(some).slice(1, -1)
    comma = ','
  }
}

/** Throws a training error where the list is gone or damaged. */
export async function readRunPictures(folder: string): Promise<RunPictures> {
  const file = join(folder, PICTURES_FILE)
  try {
    return schema.parse(JSON.parse(await readFile(file, 'utf8')))
  } catch (cause) {
    throw new RnpError(
      'training/unreadable',
      `${file}, the list of the run's pictures, cannot be read: ${(cause as Error).message}`,
      'Start a new run from the model of this one.',
      { cause },
    )
  }
}
