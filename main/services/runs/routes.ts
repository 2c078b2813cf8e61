import { RnpError } from '../../../model/errors.ts'
import type { Figures } from '../../contract/runs.ts'
import { attachment } from '../../http/attachment.ts'
import type { MediaRoute } from '../../http/route.ts'
import { readPreview } from '../../runFolder/previews.ts'
import type { Runs } from './runs.ts'

/** The routes of a run: its previews, and its figures as a file to save. */
export function runsRoutes(runs: Runs): MediaRoute[] {
  return [
    {
      method: 'GET',
      path: '/api/runs/:id(\\d+)/previews/:step(\\d+).png',
      answer: async ({ params }) => {
        const { folder } = runs.rows.get(Number(params.id))
        const file = await readPreview(folder, Number(params.step))
        if (!file) {
          throw new RnpError(
            'missing/not-found',
            `The run has no pictures of step ${params.step}.`,
            'Reload the window.',
          )
        }
        return new Response(file, { headers: { 'content-type': 'image/png' } })
      },
    },
    {
      method: 'GET',
      path: '/api/runs/:id(\\d+)/figures.csv',
      answer: async ({ params }) => {
        const id = Number(params.id)
        const { name } = runs.rows.get(id)
        const headers = { 'content-type': 'text/csv; charset=utf-8', ...attachment(`${name}.csv`) }
        return new Response(figuresCsv(await runs.figures(id)), { headers })
      },
    },
  ]
}

const columns: readonly [name: string, value: (figures: Figures) => number | null | undefined][] = [
  ['step', ({ step }) => step],
  ['loss', ({ loss }) => loss],
  ['rec', ({ rec }) => rec],
  ['part', ({ part }) => part],
  ['kl', ({ kl }) => kl],
  ['grad_norm', ({ gradNorm }) => gradNorm],
  ['learning_rate', ({ learningRate }) => learningRate],
  ['images_per_second', ({ imagesPerSecond }) => imagesPerSecond],
  ['held_out_mse', ({ heldOut }) => heldOut?.mse],
  ['held_out_part_mse', ({ heldOut }) => heldOut?.partMse],
  ['held_out_kl', ({ heldOut }) => heldOut?.kl],
]

/** Formats figures as CSV (RFC 4180): a line for each recorded step, with empty fields for what was not measured. */
function figuresCsv(figures: readonly Figures[]): string {
  const lines = figures.map((each) => columns.map(([, value]) => value(each) ?? '').join(','))
  return [columns.map(([name]) => name).join(','), ...lines].map((line) => `${line}\r\n`).join('')
}
