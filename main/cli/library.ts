import type { Command } from 'commander'
import { print, say } from '../base/output.ts'
import { formatCount, formatMany } from '../contract/counts.ts'
import type { EngineOptions } from '../engine/engine.ts'
import { forkNode } from '../processes/fork.ts'
import type { RunningStudio } from '../shells/startStudio.ts'
import { addWorkspaceOption, pathsArgument } from '../terminal/appOptions.ts'
import { addEngineOptions } from '../terminal/engineOptions.ts'
import { interruptible } from '../terminal/interrupt.ts'
import { workspaceFolder } from '../workspace/defaultFolder.ts'
import { addFilterOptions, type FilterOptions, filterOf } from './filterOptions.ts'
import { followJob, listSkipped } from './followJob.ts'

interface Options extends EngineOptions {
  readonly workspace?: string
}

/** Adds `rnp library`, which works with the app's library through the same calls as the window. */
export function addLibrary(program: Command): void {
  const library = program
    .command('library')
    .description("the app's library: import pictures, list sets, parse all")
  const withStudio = (command: Command) => addEngineOptions(addWorkspaceOption(command))
  withStudio(
    library.command('import').description('add pictures to the library; their files stay where they are'),
  )
    .addArgument(pathsArgument().argRequired())
    .action((paths: string[], options: Options) =>
      inWorkspace(options, async ({ client }, signal) => {
        const { jobId } = await client.library.import({ source: { paths } })
        await followJob(client, jobId, signal)
        await listSkipped(client, jobId)
      }),
    )
  addWorkspaceOption(
    library.command('list').description('list the sets of the library, also while the app runs'),
  )
    .option('--json', 'print one JSON array')
    .action(list)
  const parse = library
    .command('parse')
    .description('parse all pictures, or some, that the current model has not parsed')
  withStudio(addFilterOptions(parse)).action((options: Options & FilterOptions) =>
    inWorkspace(options, async ({ client }, signal) => {
      const filter = filterOf(options, await client.library.sets())
      const { jobId } = await client.parses.parseAll({ filter })
      await followJob(client, jobId, signal)
      await listSkipped(client, jobId)
    }),
  )
}

/** Prints the sets without owning the workspace, so that the app can have it open. */
async function list({ workspace, json }: { workspace?: string; json?: boolean }): Promise<void> {
  const { readWorkspace } = await import('../workspace/read.ts')
  const { pictureSets } = await import('../services/library/sets.ts')
  const sets = readWorkspace(workspaceFolder(workspace), pictureSets) ?? []
  if (json) return print(JSON.stringify(sets))
  if (sets.length === 0) say('The library is empty. Add pictures with rnp library import PATHS.')
  for (const { id, name, pictures, missing, path } of sets) {
    const gone = missing > 0 ? `, ${formatCount(missing)} missing` : ''
    print(`${id}\t${name}\t${formatMany(pictures, 'picture')}${gone}\t${path ?? ''}`)
  }
}

/** Opens the workspace for a task, as the app does. Ctrl-C cancels the task's job; what it has done so far remains. */
async function inWorkspace(
  { workspace, backend, threads }: Options,
  task: (studio: RunningStudio, signal: AbortSignal) => Promise<void>,
): Promise<void> {
  // Imported here, because the other commands do not need it.
  const { startStudio } = await import('../shells/startStudio.ts')
  const studio = await startStudio({ kind: 'cli', spawn: forkNode, workspace, engine: { backend, threads } })
  try {
    await interruptible(
      () => say('\nStopping; what is done so far is kept.'),
      (signal) => task(studio, signal),
    )
  } finally {
    await studio.close()
  }
}
