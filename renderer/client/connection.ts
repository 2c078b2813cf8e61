import type { ClientContext, ClientLink } from '@orpc/client'
import { createORPCClient } from '@orpc/client'
import { type Ref, readonly, ref } from 'vue'
import type { Studio } from '../../main/contract/index.ts'

/** A link to the app that works until `closed` resolves. */
export interface OpenLink {
  readonly link: ClientLink<ClientContext>
  /** Resolves when the link is broken. */
  readonly closed: Promise<void>
}

/** How this window reaches the app. */
export interface Connection {
  /** A client that stays the same for the life of the window, whatever happens to the link below it. */
  readonly studio: Studio
  /** 'lost' from a failed attempt or a broken link on, until a new attempt succeeds. */
  readonly state: Readonly<Ref<'connecting' | 'open' | 'lost'>>
  /** Calls `handler` whenever the link opens, and at once if it is open. Returns a function that ends this. */
  onOpen(handler: () => void): () => void
}

/** Waits before successive attempts to reconnect, ms; the last one repeats. */
const RETRY_DELAYS_MS = [250, 500, 1000, 2000]

/**
 * Keeps a link to the app open and reconnects whenever it is lost. Calls made meanwhile wait; calls in progress when the
 * link breaks are rejected.
 *
 * @param open opens a link; rejects if the app cannot be reached
 */
export function connect(open: () => Promise<OpenLink>): Connection {
  const state = ref<'connecting' | 'open' | 'lost'>('connecting')
  const handlers = new Set<() => void>()
  let link = Promise.withResolvers<ClientLink<ClientContext>>()

  async function keep(): Promise<never> {
    for (let failed = 0; ; ) {
      try {
        const opened = await open()
        failed = 0
        link.resolve(opened.link)
        state.value = 'open'
        for (const handler of handlers) handler()
        await opened.closed
        link = Promise.withResolvers()
      } catch {
        failed++
      }
      state.value = 'lost'
      const delay = RETRY_DELAYS_MS[Math.min(failed, RETRY_DELAYS_MS.length - 1)]
      await new Promise((resolve) => setTimeout(resolve, delay))
    }
  }

  void keep()
  return {
    studio: createORPCClient<Studio>({
      call: async (path, input, options) => (await link.promise).call(path, input, options),
    }),
    state: readonly(state),
    onOpen(handler) {
      handlers.add(handler)
      if (state.value === 'open') handler()
      return () => handlers.delete(handler)
    },
  }
}
