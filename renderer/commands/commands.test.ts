import { afterEach, describe, expect, it } from 'vitest'
import { type Component, defineComponent, h, KeepAlive, nextTick, shallowRef } from 'vue'
import { mountWithoutDom } from '../base/noDom.testing.ts'
import {
  type Command,
  commands,
  findCommand,
  knownCommands,
  useCommands,
  useViewCommands,
} from './commands.ts'

const command = (id: string): Command => ({ id, title: id, run() {} })
const ids = () => commands.value.map(({ id }) => id)

const panel = defineComponent(() => {
  useViewCommands('train', [command('train.panel')])
  return () => null
})
const train = defineComponent(() => {
  useViewCommands('train', [command('train.new'), command('train.stop')])
  return () => h(panel)
})
const parse = defineComponent(() => {
  useViewCommands('parse', [command('parse.play')])
  return () => null
})

const shown = shallowRef<Component>(train)
/** As the window: its own commands, and the view that is looked at, of those that are kept. */
const shell = defineComponent(() => {
  useCommands([command('app.undo')])
  return () => h(KeepAlive, null, { default: () => h(shown.value) })
})

let unmount: () => void
async function look(view: Component): Promise<void> {
  shown.value = view
  await nextTick()
}

afterEach(() => unmount())

describe('commands', () => {
  it('are those of the window and of the view in sight, in the order in which they were set up, also on a return', async () => {
    shown.value = train
    unmount = mountWithoutDom(shell)
    const ofTrain = ['app.undo', 'train.new', 'train.stop', 'train.panel']
    expect(ids()).toEqual(ofTrain)
    await look(parse)
    expect(ids()).toEqual(['app.undo', 'parse.play'])
    await look(train)
    expect(ids()).toEqual(ofTrain)
    await look(parse)
    expect(findCommand('parse.play')?.view).toBe('parse')
    expect(findCommand('train.new')).toBeUndefined()
  })

  it('that were there once stay known, so that their keys can be chosen anywhere', async () => {
    shown.value = train
    unmount = mountWithoutDom(shell)
    await look(parse)
    expect(knownCommands.value.map(({ id }) => id)).toContain('train.stop')
  })

  it('go with what set them up', () => {
    shown.value = train
    unmount = mountWithoutDom(shell)
    unmount()
    expect(ids()).toEqual([])
    unmount = () => {}
  })
})
