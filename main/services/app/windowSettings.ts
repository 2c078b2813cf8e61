import type { DatabaseSync } from 'node:sqlite'
import { RnpError } from '../../../model/errors.ts'
import { type WindowSetting, windowSetting } from '../../contract/settings.ts'
import { Settings } from '../../workspace/settings.ts'

/** Maximum size of a setting's JSON. */
const MAX_BYTES = 64 * 1024

/** What windows remember between starts: the settings that the contract names, and none of the app's own. */
export class WindowSettings {
  readonly #settings: Settings

  constructor(db: DatabaseSync) {
    this.#settings = new Settings(db)
  }

  /** All settings that have a value. */
  all(): Partial<Record<WindowSetting, unknown>> {
    const named = windowSetting.options.map((name) => [name, this.#settings.get(name)] as const)
    return Object.fromEntries(named.filter(([, value]) => value !== undefined))
  }

  /** @throws RnpError 'usage' if a window has no such setting, or the value is too large */
  set(name: string, value: unknown): void {
    const known = windowSetting.safeParse(name)
    if (!known.success) {
      throw new RnpError(
        'usage/invalid',
        `A window has no setting ${name}.`,
        `It has ${windowSetting.options.join(', ')}.`,
      )
    }
    if (Buffer.byteLength(JSON.stringify(value)) > MAX_BYTES) {
      throw new RnpError('usage/too-large', `The setting ${name} is larger than 64 KiB.`, 'Keep less in it.')
    }
    this.#settings.set(known.data, value)
  }
}
