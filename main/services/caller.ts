import { AsyncLocalStorage } from 'node:async_hooks'
import { WINDOW_HEADER } from '../contract/bridge.ts'

const callers = new AsyncLocalStorage<string>()

/** The window whose call is being served; undefined for the command line, and for what the app does by itself. */
export const callingWindow = (): string | undefined => callers.getStore()

/** What a shell passes with a call, besides its input (oRPC's RequestHeadersPlugin). */
interface CallContext {
  readonly reqHeaders?: Headers
}

/** Wraps every call of the contract, so that `callingWindow` returns the window it comes from. */
export function fromWindow<T>({ context, next }: { context: CallContext; next: () => T }): T {
  const window = context.reqHeaders?.get(WINDOW_HEADER)
  return window && /^[\w-]{8,64}$/.test(window) ? callers.run(window, next) : next()
}
