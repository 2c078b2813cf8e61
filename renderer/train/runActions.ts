import type { Run, RunState } from '../../main/contract/runs.ts'

export type RunAction = 'pause' | 'resume' | 'stop'

/** The actions that are offered in each state. */
const ACTIONS: Readonly<Record<RunState, readonly RunAction[]>> = {
  waiting: ['stop'],
  running: ['pause', 'stop'],
  paused: ['resume', 'stop'],
  stopped: ['resume'],
  finished: [],
  interrupted: ['resume'],
  failed: ['resume'],
}

export const actionsOf = (run: Pick<Run, 'state'>): readonly RunAction[] => ACTIONS[run.state]

/** Whether it trains, or will do so by itself. */
export const isUnderWay = (run: Pick<Run, 'state'>): boolean =>
  run.state === 'running' || run.state === 'waiting'

/** Whether it can be removed from the list: not while it trains or waits. */
export const isRemovable = (run: Pick<Run, 'state'>): boolean => !isUnderWay(run)

/** The states in a word. */
export const stateWords: Readonly<Record<RunState, string>> = {
  waiting: 'waiting',
  running: 'training',
  paused: 'paused',
  stopped: 'stopped',
  finished: 'finished',
  interrupted: 'interrupted',
  failed: 'failed',
}

/** What a state means for a person, where the word alone does not say it. */
export const stateHints: Readonly<Partial<Record<RunState, string>>> = {
  waiting: 'It starts when the run that trains now has ended.',
  paused: 'Everything is kept. Resume continues from here.',
  stopped: 'Resume can still continue from here.',
  interrupted: 'Training was cut off. Resume continues from the last checkpoint.',
}
