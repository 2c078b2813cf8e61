import { RotateCw } from '@lucide/vue'
import type { EngineState } from '../../main/contract/app.ts'
import type { Command } from '../commands/commands.ts'
import { useApp } from '../state/app.ts'
import { attempt } from '../state/toasts.ts'

/** Whether the engine has a process that can be restarted. */
export const isRestartable = (engine: EngineState | undefined): engine is EngineState =>
  engine !== undefined && engine.state !== 'off'

/** Commands that restart the engines, for one that hangs or to free memory. */
export function engineCommands(): Command[] {
  const app = useApp()

  return (['parsing', 'training'] as const).map((role) => ({
    id: `app.restart.${role}`,
    title: `Restart the ${role} engine`,
    icon: RotateCw,
    enabled: () => isRestartable(app[role]),
    run: () => void attempt(app.restartEngine(role)),
  }))
}
