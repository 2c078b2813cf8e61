// An app that trains until it is killed, for kill.slow.test.ts. Its arguments are the workspace's folder and a run's
// id. It prints every step that is published.
import { forkNode } from '../../processes/fork.ts'
import { createClient } from '../client.ts'
import { openStudio } from '../studio.ts'

const [folder, id] = process.argv.slice(2)
const studio = await openStudio({
  folder,
  shell: { kind: 'test', platform: process.platform },
  spawn: forkNode,
  engine: { backend: 'simd', threads: 1 },
})
const events = studio.context.events.subscribe()
await createClient(studio.router).runs.resume({ id: Number(id) })
for await (const event of events) {
  if (event.type === 'figures') process.stdout.write(`${event.figures.step}\n`)
}
