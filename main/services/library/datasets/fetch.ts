import { join } from 'node:path'
import type { DatabaseSync } from 'node:sqlite'
import { RnpError } from '../../../../model/errors.ts'
import type { Dataset } from '../../../contract/library.ts'
import { importPaths } from '../import.ts'
import type { Library } from '../library.ts'
import { type DownloadOptions, download } from './download.ts'
import type { PublishedDataset } from './published.ts'

/** Lists the data sets that can be downloaded, with the ids of their sets if they are in the library. */
export function listDatasets(db: DatabaseSync, datasets: readonly PublishedDataset[]): Dataset[] {
  const find = db.prepare('SELECT id FROM sets WHERE dataset = ? AND removed IS NULL ORDER BY id DESC')
  return datasets.map(({ files, ...dataset }) => {
    const row = find.get(dataset.id)
    return {
      ...dataset,
      files: files.map(({ name, bytes }) => ({ name, bytes })),
      ...(row && { setId: Number(row.id) }),
    }
  })
}

/**
 * Starts a job that downloads a data set into the workspace, verifies it and starts its import. If there is already
 * such a job, returns that one.
 *
 * @throws RnpError 'usage' if there is no such data set
 */
export function startFetch(
  library: Library,
  datasets: readonly PublishedDataset[],
  id: Dataset['id'],
  options: Pick<DownloadOptions, 'patience' | 'pause'> = {},
): { jobId: number } {
  const { context } = library
  const dataset = datasets.find((each) => each.id === id)
  if (!dataset)
    throw new RnpError('usage/invalid', `There is no data set ${id}.`, 'Choose one from the list.')
  const title = `Fetching ${dataset.name}`
  const running = context.jobs.list().find((job) => job.title === title && job.state === 'running')
  if (running) return { jobId: running.id }

  const folder = join(context.folder, 'datasets', id)
  const total = dataset.files.reduce((sum, { bytes }) => sum + bytes, 0)
  const { id: jobId } = context.jobs.start({ kind: 'download', title, unit: 'bytes', total }, async (job) => {
    let before = 0
    for (const file of dataset.files) {
      let here = 0
      job.update({ note: file.name })
      const onBytes = (bytes: number) => {
        here = bytes
        job.update({ done: Math.min(total, before + bytes) })
      }
      await download(file, join(folder, file.name), { signal: job.signal, onBytes, ...options }).catch(
        (error) => {
          throw error instanceof RnpError ? byHand(error, dataset) : error
        },
      )
      before += here
    }
    job.update({ done: total, note: undefined })
    const { setId } = await importPaths(library, [folder], { name: dataset.name, dataset: id })
    job.update({ setId })
    return 'Fetched and verified'
  })
  return { jobId }
}

/** Adds to the hint how the data set can be imported by hand. */
function byHand(error: RnpError, { files, home }: PublishedDataset): RnpError {
  const names = files.map(({ name }) => name).join(', ')
  return new RnpError(
    error.code,
    error.message,
    `${error.hint} Or download ${names} from ${home} on another computer, and drop their folder on this window.`,
    { cause: error },
  )
}
