import { implement } from '@orpc/server'
import { contract } from '../../contract/index.ts'
import { addPictures } from './add.ts'
import { startCheck } from './check.ts'
import { listDatasets, startFetch } from './datasets/fetch.ts'
import { type PublishedDataset, published } from './datasets/published.ts'
import { removePictures, removeSet, renameSet, setInvert } from './edit.ts'
import { startImport, startRefresh } from './import.ts'
import type { Library } from './library.ts'
import { pictureCounts, pictureRecords } from './query.ts'
import { startRelink } from './relink.ts'
import { pictureSets } from './sets.ts'

const { library: os } = implement(contract)

/** Implements the contract's `library`. @param datasets the public data sets that can be downloaded */
export function libraryRouter(library: Library, datasets: readonly PublishedDataset[] = published) {
  const { db } = library.context
  return os.router({
    sets: os.sets.handler(() => pictureSets(db)),
    import: os.import.handler(({ input }) => startImport(library, input)),
    add: os.add.handler(({ input, signal }) => addPictures(library, { source: input.source, signal })),
    pictures: os.pictures.handler(({ input }) => pictureRecords(db, input.ids)),
    counts: os.counts.handler(({ input }) => pictureCounts(db, input)),
    renameSet: os.renameSet.handler(({ input }) => renameSet(library, input.id, input.name)),
    setInvert: os.setInvert.handler(({ input }) => setInvert(library, input.id, input.invert)),
    removeSet: os.removeSet.handler(({ input }) => removeSet(library, input.id)),
    removePictures: os.removePictures.handler(({ input }) => removePictures(library, input.ids)),
    check: os.check.handler(({ input }) => startCheck(library, input.id)),
    relink: os.relink.handler(({ input }) => startRelink(library, input.id, input.path)),
    refresh: os.refresh.handler(({ input }) => startRefresh(library, input.id)),
    datasets: os.datasets.handler(() => listDatasets(db, datasets)),
    fetchDataset: os.fetchDataset.handler(({ input }) => startFetch(library, datasets, input.id)),
  })
}
