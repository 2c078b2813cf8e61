import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { startForTests, stopForTests } from '../../model/backends/backends.testing.ts'
import { writeModel } from '../../model/checkpoint/store.ts'
import { tinyConfig } from '../../model/rnp/rnp.testing.ts'
import { Rnp } from '../../model/rnp/rnp.ts'
import { withPrefix } from '../../model/training/tensorSets.ts'
import type { AppEvent } from '../contract/app.ts'
import type { Job } from '../contract/jobs.ts'
import type { EngineOptions } from '../engine/engine.ts'
import { forkNode } from '../processes/fork.ts'
import type { Child } from '../processes/spawn.ts'
import { READER } from '../reader/reader.ts'
import { createClient } from './client.ts'
import { openStudio } from './studio.ts'

/** Creates an empty folder that exists until the running test is over. */
export async function testFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'rnp-studio-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  return folder
}

interface TestStudioOptions {
  readonly engine?: EngineOptions
  /** A reader's script that crashes or hangs as some files could make it, and how long it may hang. */
  readonly reader?: { readonly script: URL; readonly patience: number }
}

/** Opens the whole app with its real processes, but no shell, until the running test is over. */
export async function openTestStudio(
  workspace?: string,
  { engine = { backend: 'simd', threads: 1 }, reader }: TestStudioOptions = {},
) {
  const folder = workspace ?? join(await testFolder(), 'workspace')
  const children = new Map<string, Child>()
  const studio = await openStudio({
    folder,
    shell: { kind: 'test', platform: process.platform },
    spawn: (script, options) => {
      const child = forkNode(options.name === READER && reader ? reader.script : script, options)
      children.set(options.name, child)
      return child
    },
    engine,
    patience: reader?.patience,
  })
  onTestFinished(() => studio.close())
  const received: AppEvent[] = []
  const listening = new AbortController()
  onTestFinished(() => listening.abort())
  void (async () => {
    for await (const event of studio.context.events.subscribe(listening.signal)) received.push(event)
  })()
  return {
    ...studio,
    client: createClient(studio.router),
    folder,
    /** Its events so far. */
    received,
    /** Ids of the processes it has started. */
    pids: () => [...children.values()].map(({ pid }) => pid!),
    /** Kills the engine of a role (-9). */
    killEngine: (role: 'parses' | 'trains') => children.get(`The engine that ${role}`)!.kill(),
  }
}

export type TestStudio = Awaited<ReturnType<typeof openTestStudio>>

/** Imports glyphs and waits until they are there. @returns the ids of the set and of its pictures, in order */
export async function importGlyphs({ client, media, context }: TestStudio, count: number) {
  const { setId, jobId } = await client.library.import({ source: { glyphs: { count, seed: 0 } } })
  await jobEnded(context, jobId)
  const query = new URLSearchParams({ filter: JSON.stringify({ sets: [setId] }), order: '{"by":"added"}' })
  const answer = await media(new Request(`http://studio/api/ids?${query}`))
  return { setId, ids: [...new Uint32Array(await answer.arrayBuffer())] }
}

export function jobEnded({ jobs }: TestStudio['context'], id: number): Promise<Job> {
  return until(() => jobs.list().find((job) => job.id === id && job.ended !== undefined))
}

/** Polls `look` until it returns something. */
export async function until<T>(
  look: () => T | undefined | false | Promise<T | undefined | false>,
): Promise<T> {
  for (;;) {
    const found = await look()
    if (found) return found
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}

/**
 * Writes an untrained model that is quick to train and to parse with. Returns its folder.
 *
 * @param weight the value of all weights, instead of random ones
 */
export async function tinyModel(weight?: number): Promise<string> {
  const folder = join(await testFolder(), 'tiny')
  await startForTests()
  const model = new Rnp(tinyConfig, 0)
  const tensors = await model.parameters.save()
  if (weight !== undefined) for (const [, { values }] of tensors) values.fill(weight)
  await writeModel(folder, {
    config: tinyConfig,
    step: 1,
    data: 'nothing',
    metrics: {},
    versions: { app: '0', node: '0', backend: 'test' },
    tensors: new Map(withPrefix('average/', tensors)),
  })
  model.dispose()
  await stopForTests()
  return folder
}
