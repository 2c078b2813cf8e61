import type { Run, RunState } from '../../main/contract/runs.ts'

export type RunAction = 'pause' | 'resume' | 'stop'

/** What can be done with a run in each state: what makes no sense is not offered. */
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

/** Whether it computes, or will by itself. */
export const isUnderWay = (run: Pick<Run, 'state'>): boolean =>
  run.state === 'running' || run.state === 'waiting'

/** Whether it can be taken out of the list: not while it computes. */
export const isRemovable = (run: Pick<Run, 'state'>): boolean => !isUnderWay(run)

/** The state in a word. */
export const stateWords: Readonly<Record<RunState, string>> = {
  waiting: 'waiting',
  running: 'training',
  paused: 'paused',
  stopped: 'stopped',
  finished: 'finished',
  interrupted: 'interrupted',
  failed: 'failed',
}

/** What a state means and what one can do then, where that is not plain. */
export const stateHints: Readonly<Partial<Record<RunState, string>>> = {
  waiting: 'It starts when the run that trains now has ended.',
  paused: 'Everything is kept; it goes on where it stands.',
  stopped: 'It can still go on where it stands.',
  interrupted: 'The app ended while it trained. It goes on from its last checkpoint.',
}
