import { describe, expect, it } from 'vitest'
import { runState } from '../../main/contract/runs.ts'
import { actionsOf, isRemovable, isUnderWay } from './runActions.ts'

describe('actionsOf', () => {
  it('offers to pause or stop what trains, and to go on with what rests', () => {
    expect(actionsOf({ state: 'running' })).toEqual(['pause', 'stop'])
    for (const state of ['paused', 'stopped', 'interrupted', 'failed'] as const) {
      expect(actionsOf({ state })).toContain('resume')
      expect(actionsOf({ state })).not.toContain('pause')
    }
  })

  it('offers nothing for a run that has come to its end', () => {
    expect(actionsOf({ state: 'finished' })).toEqual([])
  })

  it('lets a run be removed unless it is under way, and that it can then be stopped', () => {
    for (const state of runState.options) {
      expect(isRemovable({ state })).toBe(!isUnderWay({ state }))
      if (isUnderWay({ state })) expect(actionsOf({ state })).toContain('stop')
    }
  })
})
