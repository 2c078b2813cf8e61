import { Command } from 'commander'
import { expect, it } from 'vitest'
import { settingEntries } from '../../model/training/settings.ts'
import { addSettingOptions, chosenOf } from './settingOptions.ts'

function parsed(...args: string[]): Command {
  const command = addSettingOptions(new Command())
    .exitOverride()
    .configureOutput({ writeErr: () => {} })
  return command.parse(args, { from: 'user' })
}

it('every setting of a training is an option, and options that are not given are not chosen', () => {
  const args = settingEntries.map(([, { most }]) => String(most))
  const flags = parsed().options.map(({ long }) => long!)
  const chosen = chosenOf(parsed(...flags.flatMap((flag, i) => [flag, args[i]])).opts())
  expect(chosen).toEqual(Object.fromEntries(settingEntries.map(([name, { most }]) => [name, most])))
  expect(chosenOf(parsed('--lr', '1e-3', '--kl-warmup', '0.5').opts())).toEqual({
    learningRate: 1e-3,
    klWarmup: 0.5,
  })
})

it('help says what a setting does, what it counts, and its default', () => {
  const help = parsed().helpInformation().replaceAll(/\s+/g, ' ')
  expect(help).toContain('--batch <pictures> pictures in each step (default: 64)')
  expect(help).toContain('--average <x> decay of the averaged weights')
})

it.each([
  ['--batch', '4097', /whole number from 1 to 4096/],
  ['--updates', '1.5', /whole number from 1 to/],
  ['--lr', '0', /number from 1e-7 to 1/],
  ['--average', '1.01', /number from 0 to 1/],
])('%s %s is refused with its range', (flag, value, message) => {
  expect(() => parsed(flag, value)).toThrow(message)
})
