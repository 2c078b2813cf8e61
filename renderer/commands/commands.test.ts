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
/** Like the window: its own commands, and the view in sight among those kept alive. */
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
  it('are those of the window and of the view in sight, in the order of their registration, also after a return', async () => {
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

  it('stay known once registered, so that their keys can be chosen anywhere', async () => {
    shown.value = train
    unmount = mountWithoutDom(shell)
    await look(parse)
    expect(knownCommands.value.map(({ id }) => id)).toContain('train.stop')
  })

  it('are removed with the scope that registered them', () => {
    shown.value = train
    unmount = mountWithoutDom(shell)
    unmount()
    expect(ids()).toEqual([])
    unmount = () => {}
  })
})
