import { RotateCw } from '@lucide/vue'
import type { EngineState } from '../../main/contract/app.ts'
import type { Command } from '../commands/commands.ts'
import { useApp } from '../state/app.ts'
import { attempt } from '../state/toasts.ts'

/** Whether there is a process to start anew. */
export const isRestartable = (engine: EngineState | undefined): engine is EngineState =>
  engine !== undefined && engine.state !== 'off'

/** An engine is started anew by hand where it hangs, or to free its memory. */
export function engineCommands(): Command[] {
  const app = useApp()
  const roles = { parsing: 'parses', training: 'trains' } as const
  return (['parsing', 'training'] as const).map((role) => ({
    id: `app.restart.${role}`,
    title: `Restart the engine that ${roles[role]}`,
    icon: RotateCw,
    enabled: () => isRestartable(app[role]),
    run: () => void attempt(app.restartEngine(role)),
  }))
}
