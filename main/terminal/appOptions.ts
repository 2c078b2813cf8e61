import { existsSync } from 'node:fs'
import path from 'node:path'
import { Argument, Command, Option } from 'commander'
import { RnpError } from '../../model/errors.ts'
import type { EngineOptions } from '../engine/engine.ts'
import { addEngineOptions } from './engineOptions.ts'
import { wholeNumber } from './options.ts'

export interface PageOptions extends EngineOptions {
  readonly workspace?: string
  readonly port?: number
  /** Whether the page is opened in the person's browser. */
  readonly open: boolean
}

export interface AppOptions extends PageOptions {
  readonly web?: boolean
  readonly electron?: boolean
}

/** Adds the option that all commands on a workspace have. */
export function addWorkspaceOption(command: Command): Command {
  return command.option(
    '--workspace <folder>',
    'where the library and the runs are kept (default: the folder for your user)',
  )
}

/** Adds the options of the app as a page. */
export function addPageOptions(command: Command): Command {
  addWorkspaceOption(command)
    .option(
      '--port <n>',
      'port of the page on 127.0.0.1 (default: the one used last, or a free one)',
      wholeNumber(1, 65_535),
    )
    .option('--no-open', 'do not open the browser')
  return addEngineOptions(command)
}

export const pathsArgument = () =>
  new Argument('[paths...]', 'pictures, folders, zips or IDX files to open').argParser(
    (given: string, earlier: string[] | undefined) => {
      const place = path.resolve(given)
      if (!existsSync(place)) {
        throw new RnpError(
          'usage/not-found',
          `${given} does not exist.`,
          'Give the path of a picture, folder, zip or IDX file.',
        )
      }
      return [...(earlier ?? []), place]
    },
  )

/** The command line of `npm start`. */
export function appCommand(): Command {
  const command = new Command('npm start --')
    .description('RNP Studio: in its own window if Electron can run, else as a page in the browser')
    .exitOverride()
    .configureOutput({ outputError: () => {} })
    .addArgument(pathsArgument())
    .addOption(new Option('--web', 'as a page, even if Electron can run').conflicts('electron'))
    .option('--electron', 'in Electron; fail if it cannot run')
  return addPageOptions(command).option('--debug', 'show the stack of any error')
}
