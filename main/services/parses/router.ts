import { implement } from '@orpc/server'
import { contract } from '../../contract/index.ts'
import { pictureIds } from '../library/query.ts'
import { parseAll } from './parseAll.ts'
import type { Parses } from './parses.ts'

const { parses: os } = implement(contract)

/** Implements the contract's `parses`. */
export function parsesRouter(parses: Parses) {
  const { db } = parses.context
  return os.router({
    parse: os.parse.handler(({ input }) => parses.parse(input)),
    ofPicture: os.ofPicture.handler(({ input }) => parses.ofPicture(input.pictureId)),
    get: os.get.handler(({ input }) => parses.get(input.id)),
    parseAll: os.parseAll.handler(({ input }) =>
      parseAll(parses, 'ids' in input ? input.ids : pictureIds(db, input.filter, { by: 'added' })),
    ),
    remove: os.remove.handler(({ input }) => parses.remove(input.ids)),
  })
}
