import type { ClientContext, ClientLink } from '@orpc/client'
import { createORPCClient } from '@orpc/client'
import { type Ref, readonly, ref } from 'vue'
import type { Studio } from '../../main/contract/index.ts'

/** A link to the app that holds until `closed` resolves. */
export interface OpenLink {
  readonly link: ClientLink<ClientContext>
  /** Resolves when the other side is gone. */
  readonly closed: Promise<void>
}

/** How this window reaches the app. */
export interface Connection {
  /** The same client for as long as the window lives, whatever happens to the link below it. */
  readonly studio: Studio
  /** 'lost': it was there, and is sought again. */
  readonly state: Readonly<Ref<'connecting' | 'open' | 'lost'>>
  /** Calls `handler` each time the link has come up, and at once where it is up. Gives a function that ends this. */
  onOpen(handler: () => void): () => void
}

/** Waits before the attempts to connect again, ms; the last one is kept. */
const PAUSES = [250, 500, 1000, 2000]

/**
 * Keeps a link to the app: opens it, and opens it anew whenever it is lost. Calls made while there is none wait for
 * it; those under way when it breaks are rejected.
 *
 * @param open makes one link; rejects where the app cannot be reached
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
      await new Promise((resolve) => setTimeout(resolve, PAUSES[Math.min(failed, PAUSES.length - 1)]))
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
