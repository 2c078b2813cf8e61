import type { EngineState } from '../../main/contract/app.ts'
import { formatBytes, formatMany, formatRate } from '../base/format.ts'

const STATES: Readonly<Record<EngineState['state'], string>> = {
  off: 'off',
  starting: 'starting',
  ready: 'ready',
  busy: 'busy',
  failed: 'stopped',
}

/** The state of an engine in a word. */
export const engineState = (engine: EngineState): string => STATES[engine.state]

/** The known facts about the engines in a line: "simd · 2 threads · 256-bit · 690 pictures/s · 410 MB". */
export function engineLine(parsing?: EngineState, training?: EngineState): string {
  const engine = training && training.state !== 'off' && training.backend ? training : parsing
  if (!engine) return ''
  if (engine.state === 'starting') return 'engine starting'
  if (engine.state === 'failed') return 'engine stopped'
  const speed = training?.imagesPerSecond
  const memory = (parsing?.memory ?? 0) + (training?.state === 'off' ? 0 : (training?.memory ?? 0))
  return [
    engine.backend ?? 'engine',
    engine.threads ? formatMany(engine.threads, 'thread') : '',
    engine.wide ? '256-bit' : '',
    speed ? formatRate(speed, 'pictures') : '',
    memory > 0 ? formatBytes(memory) : '',
  ]
    .filter(Boolean)
    .join(' · ')
}
