// An app that imports a folder until it is killed, for kill.slow.test.ts. Its arguments are the folders of the
// workspace and of the pictures. It prints the number of pictures in the library after each event of a change.
import { forkNode } from '../../processes/fork.ts'
import { createClient } from '../client.ts'
import { openStudio } from '../studio.ts'

const [folder, pictures] = process.argv.slice(2)
const studio = await openStudio({
  folder,
  shell: { kind: 'test', platform: process.platform },
  spawn: forkNode,
  engine: { backend: 'simd', threads: 1 },
})
const client = createClient(studio.router)
const events = studio.context.events.subscribe()
await client.library.import({ source: { paths: [pictures] } })
for await (const event of events) {
  if (event.type !== 'library') continue
  const sets = await client.library.sets()
  process.stdout.write(`${sets.reduce((sum, set) => sum + set.pictures, 0)}\n`)
}
