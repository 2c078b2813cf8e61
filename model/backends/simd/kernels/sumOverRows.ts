import { alike, type Sum } from '../backend.ts'
import { sizeOf } from './kernel.ts'

/** out [C] = the sum over terms and their rows of a b, for terms (a, b), or of a, for terms (a); all are [rows, C]. */
export const sumOverRows: Sum = (backend, terms, out) => {
  let accumulate = 0
  for (const group of alike(terms)) {
    const [rows, columns] = group[0].tensors[0].shape
    const addresses = (index: number) =>
      group.flatMap(({ tensors }) => (tensors[index] ? [backend.address(tensors[index])] : []))
    const factors = addresses(1)
    const As = backend.list([...addresses(0), ...factors])
    const Bs = factors.length > 0 ? As + 4 * group.length : 0
    const args = { As, Bs, pieces: group.length, out: backend.address(out), rows, columns, accumulate }
    const groups = Math.ceil(sizeOf(out) / 4)
    backend.threads.run('sumPieces', args, groups, { grain: groups })
    accumulate = 1
  }
}
