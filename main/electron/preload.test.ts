import { readFile } from 'node:fs/promises'
import { stripTypeScriptTypes } from 'node:module'
import { runInNewContext } from 'node:vm'
import { beforeEach, describe, expect, it } from 'vitest'
import { CONTRACT_PORT, type StudioBridge } from '../contract/bridge.ts'
import { channels } from './channels.ts'

/** All documented keys: a missing or an extra one does not compile. */
const KEYS = Object.keys({
  connect: true,
  pathsOf: true,
  chooseFolder: true,
  chooseFiles: true,
  onCommand: true,
  platform: true,
} satisfies Record<keyof StudioBridge, true>)

let sent: unknown[][]
let listeners: Map<string, (...args: unknown[]) => void>
let exposed: Record<string, StudioBridge>

beforeEach(async () => {
  sent = []
  listeners = new Map()
  exposed = {}
  const electron = {
    contextBridge: {
      exposeInMainWorld: (name: string, value: StudioBridge) => {
        exposed[name] = value
      },
    },
    ipcRenderer: {
      postMessage: (...args: unknown[]) => sent.push(['post', ...args]),
      invoke: async (...args: unknown[]) => {
        sent.push(['invoke', ...args])
        return ['/pictures']
      },
      on: (channel: string, listener: () => void) => listeners.set(channel, listener),
      off: (channel: string) => listeners.delete(channel),
    },
    webUtils: { getPathForFile: ({ name }: { name: string }) => `/dropped/${name}` },
  }
  const source = await readFile(new URL('preload.cts', import.meta.url), 'utf8')
  runInNewContext(stripTypeScriptTypes(source), {
    require: (name: string) => (name === 'electron' ? electron : expect.unreachable(`It imports ${name}.`)),
    MessageChannel: class {
      port1 = 'port 1'
      port2 = 'port 2'
    },
    window: {
      origin: 'app://studio',
      postMessage: (...args: unknown[]) => sent.push(['to the window', ...args]),
    },
    process: { platform: 'linux' },
  })
})

describe('the preload script', () => {
  it('gives the window the documented keys and nothing else', () => {
    expect(Object.keys(exposed)).toEqual(['studioBridge'])
    expect(Object.keys(exposed.studioBridge).sort()).toEqual([...KEYS].sort())
  })

  it('hands one end of the contract to main and the other to its own page only', () => {
    exposed.studioBridge.connect()
    expect(sent).toEqual([
      ['post', channels.connect, null, ['port 1']],
      ['to the window', CONTRACT_PORT, 'app://studio', ['port 2']],
    ])
  })

  it('returns the paths of files, in their order, without a message to main', () => {
    const files = [{ name: 'b' }, { name: 'a' }] as File[]
    expect(exposed.studioBridge.pathsOf(files)).toEqual(['/dropped/b', '/dropped/a'])
    expect(sent).toEqual([])
  })

  it('opens the dialogs of the system', async () => {
    expect(await exposed.studioBridge.chooseFolder()).toEqual(['/pictures'])
    expect(await exposed.studioBridge.chooseFiles()).toEqual(['/pictures'])
    expect(sent).toEqual([
      ['invoke', channels.chooseFolder],
      ['invoke', channels.chooseFiles],
    ])
  })

  it('passes commands of the menu on, without the event, until the listener is removed', () => {
    const seen: unknown[][] = []
    const stop = exposed.studioBridge.onCommand((...args) => seen.push(args))
    listeners.get(channels.command)!({ sender: 'not for the page' }, 'app.undo')
    expect(seen).toEqual([['app.undo']])
    stop()
    expect(listeners.size).toBe(0)
  })
})
