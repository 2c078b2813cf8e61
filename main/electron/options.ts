import { parseArgs } from 'node:util'
import type { EngineOptions } from '../engine/engine.ts'
import { type BackendName, backends } from '../engine/names.ts'

/** The app's own options among the arguments of Electron. Others, such as Chromium's switches, are ignored. */
export function optionsFrom(argv: readonly string[]): {
  readonly workspace?: string
  readonly engine: EngineOptions
} {
  const { values } = parseArgs({
    args: [...argv],
    strict: false,
    options: {
      workspace: { type: 'string' },
      backend: { type: 'string' },
      threads: { type: 'string' },
    },
  })
  const text = (value: unknown) => (typeof value === 'string' ? value : undefined)
  const backend = backends.find((name) => name === values.backend) as BackendName | undefined
  const threads = Number(text(values.threads))
  return {
    workspace: text(values.workspace),
    engine: { backend: backend ?? 'auto', threads: threads >= 1 ? threads : undefined },
  }
}
