import { AsyncLocalStorage } from 'node:async_hooks'
import { WINDOW_HEADER } from '../contract/bridge.ts'

const callers = new AsyncLocalStorage<string>()

/** The window whose call is being served; undefined for the command line, and for what the app does by itself. */
export const callingWindow = (): string | undefined => callers.getStore()

/** What a shell hands on of a call, besides the call itself (RequestHeadersPlugin of oRPC). */
interface CallContext {
  readonly reqHeaders?: Headers
}

/** Around every call of the contract: what is done for it knows the window that it comes from. */
export function fromWindow<T>({ context, next }: { context: CallContext; next: () => T }): T {
  const window = context.reqHeaders?.get(WINDOW_HEADER)
  return window && /^[\w-]{8,64}$/.test(window) ? callers.run(window, next) : next()
}
