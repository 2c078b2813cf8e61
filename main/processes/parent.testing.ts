// An app that the tests kill: it starts a process, gives it something to do, and says the process's number.
import { forkNode } from './fork.ts'
import { createJobProcess } from './jobProcess.ts'
import type { TestJobs } from './process.testing.ts'

const child = createJobProcess<TestJobs>({
  spawn: forkNode,
  script: new URL('process.testing.ts', import.meta.url),
  name: 'The test process',
})
await child.start()
const say = () => process.send!(child.state().pid)
const what = process.argv[2]
if (what === 'block') void child.run('block', 1500, { onProgress: say })
else if (what === 'count') void child.run('count', { save: false }, { onProgress: say })
else say()
setInterval(() => {}, 1000)
