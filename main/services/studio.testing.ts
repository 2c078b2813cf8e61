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

/** An empty folder until the running test is over. */
export async function testFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'rnp-studio-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  return folder
}

interface TestStudioOptions {
  readonly engine?: EngineOptions
  /** A reader that behaves as some files could make it, and how long it may hang. */
  readonly reader?: { readonly script: URL; readonly patience: number }
}

/** The whole app with its real processes, but no shell, until the running test is over. */
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
  const heard: AppEvent[] = []
  const listening = new AbortController()
  onTestFinished(() => listening.abort())
  void (async () => {
    for await (const event of studio.context.events.subscribe(listening.signal)) heard.push(event)
  })()
  return {
    ...studio,
    client: createClient(studio.router),
    folder,
    /** Its events so far. */
    heard,
    /** Numbers of the processes it has started. */
    pids: () => [...children.values()].map(({ pid }) => pid!),
    /** kill -9 of the engine of that role. */
    killEngine: (role: 'parses' | 'trains') => children.get(`The engine that ${role}`)!.kill(),
  }
}

export type TestStudio = Awaited<ReturnType<typeof openTestStudio>>

/** Imports glyphs and waits until they are there. @returns the set's id, and the pictures' in order */
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

/** What `look` gives, once it gives something: it is asked again and again. */
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
 * The folder of a model that is quick to train and to parse with, and has learnt nothing.
 *
 * @param weight all its weights, in place of random ones
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
