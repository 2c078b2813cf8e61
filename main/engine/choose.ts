import { findLibrary } from '../../model/backends/tensorflow/library.ts'
import { RnpError } from '../../model/errors.ts'
import { thisMachine } from './machine.ts'
import type { BackendName } from './names.ts'
import { recall, remember } from './remembered.ts'
import { isMeasured, type MeasuredTrial, type Trial, tryBackend } from './trial.ts'

/** The backends that are compared by speed; plain JavaScript is always slower. */
const CANDIDATES: readonly BackendName[] = ['simd', 'tensorflow']

const NOT_TRIED = 'the packaged app cannot try it; started with npm start it can.'

/** In the packaged app, Electron's fuses allow no process that runs another script, so backends cannot be tried. */
const isPackaged = import.meta.url.includes('.asar/')

/**
 * Returns the trials of the backends on this machine: the remembered ones, or new ones, which are then remembered. The
 * list is empty if TensorFlow is not installed, because there is nothing to choose between. In the packaged app nothing
 * can be tried.
 *
 * @param notify receives a line for people about what takes time or did not work
 * @param options.again measures again, whatever is remembered
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

/** The trials of those backends that ran, the fastest first. */
export function fastestFirst(from: readonly Trial[]): MeasuredTrial[] {
  return from.filter(isMeasured).sort((a, b) => a.milliseconds - b.milliseconds)
}
