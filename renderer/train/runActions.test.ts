import { describe, expect, it } from 'vitest'
import { runState } from '../../main/contract/runs.ts'
import { actionsOf, isRemovable, isUnderWay } from './runActions.ts'

describe('actionsOf', () => {
  it('offers to pause or stop what trains, and to resume what does not', () => {
    expect(actionsOf({ state: 'running' })).toEqual(['pause', 'stop'])
    for (const state of ['paused', 'stopped', 'interrupted', 'failed'] as const) {
      expect(actionsOf({ state })).toContain('resume')
      expect(actionsOf({ state })).not.toContain('pause')
    }
  })

  it('offers nothing for a finished run', () => {
    expect(actionsOf({ state: 'finished' })).toEqual([])
  })

  it('allows a run to be removed unless it trains or waits; it can be stopped then', () => {
    for (const state of runState.options) {
      expect(isRemovable({ state })).toBe(!isUnderWay({ state }))
      if (isUnderWay({ state })) expect(actionsOf({ state })).toContain('stop')
    }
  })
})
