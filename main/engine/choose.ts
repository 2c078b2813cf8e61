import { findLibrary } from '../../model/backends/tensorflow/library.ts'
import { RnpError } from '../../model/errors.ts'
import type { BackendName } from './backend.ts'
import { thisMachine } from './machine.ts'
import { recall, remember } from './remembered.ts'
import { isMeasured, type MeasuredTrial, type Trial, tryBackend } from './trial.ts'

/** The backends between which speed decides; plain JavaScript has no chance. */
const CANDIDATES: readonly BackendName[] = ['simd', 'tensorflow']

const NOT_TRIED = 'a package of the app cannot try it; started by npm start it can.'

/** In a package, Electron's fuses let no process start but through the app's own, so that nothing can be tried. */
const isPackaged = import.meta.url.includes('.asar/')

/**
 * The trials of the backends on this machine: those remembered, or new ones, which are then remembered. None where
 * there is nothing to choose between, because TensorFlow is not installed. In a package of the app nothing can be tried.
 *
 * @param notify is told, in a line for people, what takes time or did not work
 * @param options.again measures anew, whatever is remembered
 */
export async function trials(
  notify: (line: string) => void,
  options: { again?: boolean; packaged?: boolean } = {},
): Promise<readonly Trial[]> {
  const library = findLibrary()
  if (!library) return []
  if (options.packaged ?? isPackaged) return [{ backend: 'tensorflow', refused: NOT_TRIED }]
  const machine = await thisMachine(library)
  const known = options.again ? undefined : await recall(machine)
  if (known) return known
  notify('Measuring which backend is the fastest on this machine, once; it takes some seconds.')
  const fresh: Trial[] = []
  for (const name of CANDIDATES) fresh.push(await tryBackend(name))
  try {
    await remember(machine, fresh)
  } catch (error) {
    if (!(error instanceof RnpError)) throw error
    notify(`${error.message} It will be measured again next time.`)
  }
  return fresh
}

/** The trials of the backends that ran, the fastest first. */
export function fastestFirst(from: readonly Trial[]): MeasuredTrial[] {
  return from.filter(isMeasured).sort((a, b) => a.milliseconds - b.milliseconds)
}
