// Gives the window the keys of StudioBridge and nothing else. A sandboxed preload script cannot import our modules, so it
// repeats the names of channels.ts and bridge.ts; preload.test.ts compares them.
import type { MenuCommand, StudioBridge } from '../contract/bridge.ts'

const { contextBridge, ipcRenderer, webUtils } = require('electron') as typeof import('electron')

const bridge: StudioBridge = {
  connect() {
    const { port1, port2 } = new MessageChannel()
    ipcRenderer.postMessage('rnp:connect', null, [port1])
    window.postMessage('rnp-contract-port', window.origin, [port2])
  },
  pathsOf: (files) => files.map((file) => webUtils.getPathForFile(file)),
  chooseFolder: () => ipcRenderer.invoke('rnp:choose-folder'),
  chooseFiles: () => ipcRenderer.invoke('rnp:choose-files'),
  onCommand(listener) {
    const receive = (_event: unknown, command: MenuCommand) => listener(command)
    ipcRenderer.on('rnp:command', receive)
    return () => ipcRenderer.off('rnp:command', receive)
  },
  platform: process.platform,
}

contextBridge.exposeInMainWorld('studioBridge', bridge)
