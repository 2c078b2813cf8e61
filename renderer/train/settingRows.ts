import type { Run, RunSettings, SettingField } from '../../main/contract/runs.ts'
import { formatCount } from '../base/format.ts'

/** A setting of a run, formatted for the details of the run. */
export interface SettingRow {
  readonly field: SettingField
  readonly value: string
  /** The default, if the run's value differs from it. */
  readonly default?: string
}

/** The settings of a run, in the order of the fields. */
export function settingRows(run: Pick<Run, 'settings'>, fields: readonly SettingField[]): SettingRow[] {
  return fields.flatMap((field) => {
    const value = run.settings[field.name as keyof RunSettings]
    if (value === undefined) return []
    const changed = value !== field.default ? { default: settingText(field.default) } : {}
    return [{ field, value: settingText(value), ...changed }]
  })
}

/** A setting's value, short and exact: "9,500", "5e-4", "0.998". */
export function settingText(value: number): string {
  if (value !== 0 && Math.abs(value) < 0.01) return value.toExponential()
  return Number.isInteger(value) ? formatCount(value) : String(value)
}
