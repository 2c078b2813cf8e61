import type { SpawnOptions } from 'node:child_process'

export function npm(args: string[], cwd: string, options?: SpawnOptions): Promise<number>
