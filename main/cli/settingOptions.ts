import type { Command } from 'commander'
import {
  type ChosenSettings,
  type Setting,
  type SettingName,
  settingEntries,
} from '../../model/training/settings.ts'
import { numberFrom, wholeNumber } from '../terminal/options.ts'

/** Names of options that are shorter than those of their settings. */
const SHORT_NAMES: Partial<Record<SettingName, string>> = { learningRate: 'lr', averageDecay: 'average' }

const optionOf = (name: SettingName): string => SHORT_NAMES[name] ?? name

/** Adds an option for each setting of a training. */
export function addSettingOptions(command: Command): Command {
  for (const [name, setting] of settingEntries) {
    const { least, most, whole, unit = whole ? 'n' : 'x' } = setting
    const parse = whole ? wholeNumber(least, most) : numberFrom(least, most)
    command.option(`--${kebabCase(optionOf(name))} <${unit}>`, helpOf(setting), parse)
  }
  return command
}

/** Picks the settings from a command's options. */
export function chosenOf(options: object): Partial<ChosenSettings> {
  const values: Readonly<Record<string, unknown>> = { ...options }
  const given = settingEntries.map(([name]) => [name, values[optionOf(name)]] as const)
  return Object.fromEntries(given.filter(([, value]) => value !== undefined))
}

/** Describes a setting in the style of the help: a lower-case initial, no full stop, and the default. */
const helpOf = ({ about, default: value }: Setting): string =>
  `${about[0].toLowerCase()}${about.slice(1).replace(/\.$/, '')} (default: ${value})`

const kebabCase = (name: string) => name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)
