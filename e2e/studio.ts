import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const script = fileURLToPath(new URL('../main/launch/app.ts', import.meta.url))

/** How long the app may take to print its address, even on a busy computer. */
const START_LIMIT_MS = 60_000

/** The app as a page on a loopback address, started as a person starts it, with a workspace and a home of its own. */
export interface RunningStudio {
  /** With the token: what a person opens. */
  readonly address: string
  readonly process: ChildProcess
  /** Everything that it has written to its terminal. */
  output(): string
  /** Ends it as Ctrl-C does. Returns its exit code once it has ended. */
  close(): Promise<number | null>
  /** kill -9 */
  kill(): Promise<void>
  /** kill -9 of its engine of that role. */
  killEngine(role: 'parsing' | 'training'): void
}

/** A folder for a workspace and a home, removed by the caller. */
export async function makeHome(): Promise<string> {
  return mkdtemp(join(tmpdir(), 'rnp-e2e-'))
}

export const removeHome = (home: string) => rm(home, { recursive: true, force: true, maxRetries: 5 })

/** Starts the app on a home's workspace. Rejects with its output if it does not start. */
export async function startStudio(
  home: string,
  { args = [], env = {} }: { args?: readonly string[]; env?: Record<string, string> } = {},
): Promise<RunningStudio> {
  const environment = Object.fromEntries(
    ['HOME', 'USERPROFILE', 'XDG_CACHE_HOME', 'XDG_DATA_HOME', 'LOCALAPPDATA', 'APPDATA'].map((name) => [
      name,
      home,
    ]),
  )
  const child = spawn(
    process.execPath,
    [script, '--web', '--no-open', '--workspace', join(home, 'workspace'), ...args],
    { env: { ...process.env, ...environment, ...env }, stdio: ['ignore', 'pipe', 'pipe'] },
  )
  let text = ''
  const ended = once(child, 'close')
  const address = await new Promise<string>((resolve, reject) => {
    const fail = (why: string) => reject(new Error(`The app did not start: ${why}\n${text}`))
    const timer = setTimeout(() => fail(`no address after ${START_LIMIT_MS / 1000} s`), START_LIMIT_MS)
    child.once('close', (code, signal) => fail(`it ended with ${signal ?? code}`))
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (chunk) => {
        text += chunk
        const found = /http:\/\/127\.0\.0\.1:\d+\/\?token=\S+/.exec(text)
        if (!found) return
        clearTimeout(timer)
        resolve(found[0])
      })
    }
  }).catch((error) => {
    child.kill('SIGKILL')
    throw error
  })
  const end = async (signal: NodeJS.Signals) => {
    child.kill(signal)
    const [code] = await ended
    return code as number | null
  }
  return {
    address,
    process: child,
    output: () => text,
    close: () => end('SIGINT'),
    kill: async () => {
      await end('SIGKILL')
    },
    killEngine: (role) => process.kill(engineOf(child.pid!, role), 'SIGKILL'),
  }
}

function engineOf(app: number, role: string): number {
  const processes = execFileSync('ps', ['-A', '-o', 'pid=,ppid=,args='], { encoding: 'utf8' })
  const line = new RegExp(`^\\s*(\\d+)\\s+${app}\\s.*engine/process.*${role}\\s*$`, 'm').exec(processes)
  if (!line) throw new Error(`The app has no engine for ${role}.`)
  return Number(line[1])
}
