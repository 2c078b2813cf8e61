// An app that the tests kill: it starts a process, gives it something to do, and sends the process's id.
import { forkNode } from './fork.ts'
import { createJobProcess } from './jobProcess.ts'
import type { TestJobs } from './process.testing.ts'

const child = createJobProcess<TestJobs>({
  spawn: forkNode,
  script: new URL('process.testing.ts', import.meta.url),
  name: 'The test process',
})
await child.start()
const sendPid = () => process.send!(child.state().pid)
const what = process.argv[2]
if (what === 'block') void child.run('block', 1500, { onProgress: sendPid })
else if (what === 'count') void child.run('count', { save: false }, { onProgress: sendPid })
else sendPid()
setInterval(() => {}, 1000)
