import { createPinia } from 'pinia'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { defineComponent } from 'vue'
import { createMemoryHistory, createRouter, type Router } from 'vue-router'
import { type MenuCommand, menuCommands } from '../../main/contract/bridge.ts'
import { views } from '../../main/contract/views.ts'
import { mountWithoutDom } from '../base/noDom.testing.ts'
import { fakeApp, fakeConnection } from '../client/fake.testing.ts'
import { provideConnection } from '../client/studio.ts'
import { commands, findCommand, useViewCommands } from '../commands/commands.ts'
import { appDialog } from '../state/dialogs.ts'
import { useAppCommands } from './appCommands.ts'
import { ViewOutlet } from './ViewOutlet.ts'

let router: Router
let unmount: () => void
/** Stands for a click in the native menu. */
let choose: ((command: MenuCommand) => void) | undefined
let ran: string[]

/** Views with nothing but the commands that they offer elsewhere. */
const viewOf = (name: (typeof views)[number]['name']) =>
  defineComponent(() => {
    useViewCommands(
      name,
      ['train.new', 'library.find']
        .filter((id) => id.startsWith(name))
        .map((id) => ({ id, title: id, run: () => ran.push(id) })),
    )
    return () => null
  })

const shell = defineComponent(() => {
  useAppCommands()
  return ViewOutlet
})

beforeEach(async () => {
  ran = []
  const bridge = {
    onCommand(listener: typeof choose) {
      choose = listener
      return () => {
        choose = undefined
      }
    },
  }
  vi.stubGlobal('window', { studioBridge: bridge })
  provideConnection(fakeConnection(fakeApp()))
  router = createRouter({
    history: createMemoryHistory(),
    routes: views.map(({ name }) => ({ path: `/${name}`, name, component: viewOf(name) })),
  })
  await router.push('/parse')
  unmount = mountWithoutDom(shell, (app) => app.use(createPinia()).use(router))
})

afterEach(() => {
  unmount()
  appDialog.close()
  vi.unstubAllGlobals()
})

describe('commands of the window', () => {
  it('exist for every item of the native menu', () => {
    expect(menuCommands.filter((id) => !findCommand(id))).toEqual([])
  })

  it('are run by the native menu, until the window is closed', async () => {
    choose?.('app.keys')
    expect(appDialog.current.value).toBe('keys')
    choose?.('view.train')
    await vi.waitFor(() => expect(router.currentRoute.value.name).toBe('train'))
    unmount()
    expect(choose).toBeUndefined()
  })

  it('go to each view by a key of its own', () => {
    const keys = commands.value.filter(({ id }) => id.startsWith('view.')).map(({ key }) => key)
    expect(keys).toEqual(views.map(({ key }) => key))
    expect(new Set(keys).size).toBe(views.length)
  })

  it('include those that a view offers elsewhere, which go there first', async () => {
    const offered = findCommand('app.train.new')!
    expect(offered.enabled?.()).toBe(true)
    offered.run()
    await vi.waitFor(() => expect(ran).toEqual(['train.new']))
    expect(router.currentRoute.value.name).toBe('train')
    expect(offered.enabled?.()).toBe(false)
  })
})
