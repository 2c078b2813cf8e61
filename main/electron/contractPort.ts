import type { AnyRouter } from '@orpc/server'
import { RPCHandler } from '@orpc/server/message-port'
import { RequestHeadersPlugin } from '@orpc/server/plugins'
import { ipcMain, type MessagePortMain, type WebFrameMain } from 'electron'
import { channels } from './channels.ts'
import { maySend } from './policies.ts'

/** Serves the contract on each port that our own page sends; a port from elsewhere is closed. */
export function serveContract(router: AnyRouter): void {
  const handler = new RPCHandler(router, { plugins: [new RequestHeadersPlugin()] })
  ipcMain.on(channels.connect, (event) => {
    const [port] = event.ports
    if (!isOurPage(event.senderFrame)) return port?.close()
    if (port) serve(port)
  })

  function serve(port: MessagePortMain): void {
    handler.upgrade(port, { context: {} })
    port.start()
  }
}

/** Whether the sender of a message is our own page. */
export function isOurPage(frame: WebFrameMain | null): boolean {
  return maySend(frame && { url: frame.url, parent: frame.parent })
}
