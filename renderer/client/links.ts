import { RPCLink as PortLink } from '@orpc/client/message-port'
import { RPCLink as SocketLink } from '@orpc/client/websocket'
import {
  CONTRACT_PORT,
  CONTRACT_SOCKET,
  type StudioBridge,
  WINDOW_HEADER,
} from '../../main/contract/bridge.ts'
import type { OpenLink } from './connection.ts'
import { windowId } from './windowId.ts'

declare global {
  interface Window {
    readonly studioBridge?: StudioBridge
  }
}

/** Sent with every call. */
const headers = () => ({ [WINDOW_HEADER]: windowId() })

/** Opens a link to the app: through Electron's bridge if there is one, else over a WebSocket. */
export function openLink(): Promise<OpenLink> {
  return window.studioBridge ? openPort(window.studioBridge) : openSocket()
}

/** Opens a WebSocket, which the page's cookie authorises. */
function openSocket(): Promise<OpenLink> {
  const address = new URL(CONTRACT_SOCKET, location.href)
  address.protocol = address.protocol === 'https:' ? 'wss:' : 'ws:'
  const websocket = new WebSocket(address)
  return new Promise((resolve, reject) => {
    const closed = new Promise<void>((end) =>
      websocket.addEventListener('close', () => end(), { once: true }),
    )
    websocket.addEventListener(
      'open',
      () => resolve({ link: new SocketLink({ websocket, headers }), closed }),
      {
        once: true,
      },
    )
    websocket.addEventListener('error', () => reject(new Error('The app is not responding.')), { once: true })
  })
}

function openPort(bridge: StudioBridge): Promise<OpenLink> {
  return new Promise((resolve) => {
    const receive = (event: MessageEvent) => {
      if (event.origin !== location.origin || event.data !== CONTRACT_PORT) return
      window.removeEventListener('message', receive)
      const [port] = event.ports
      const closed = new Promise<void>((end) => port.addEventListener('close', () => end(), { once: true }))
      resolve({ link: new PortLink({ port, headers }), closed })
      port.start()
    }
    window.addEventListener('message', receive)
    bridge.connect()
  })
}
