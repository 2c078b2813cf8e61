import { onScopeDispose } from 'vue'
import type { AppEvent } from '../../main/contract/app.ts'
import type { Connection } from './connection.ts'

type EventOf<Type extends AppEvent['type']> = Extract<AppEvent, { type: Type }>
type Refetch = () => unknown

const handlers = new Map<string, Set<(event: AppEvent) => void>>()
const refetchers = new Set<Refetch>()
/** Whether events arrive, so that what is fetched now stays true. */
let following = false

/** Calls `handler` for each event of a type, until the component or store that it is called in comes to its end. */
export function onAppEvent<Type extends AppEvent['type']>(
  type: Type,
  handler: (event: EventOf<Type>) => void,
): void {
  const ofType = handlers.get(type) ?? new Set()
  handlers.set(type, ofType)
  const untyped = handler as (event: AppEvent) => void
  ofType.add(untyped)
  onScopeDispose(() => ofType.delete(untyped), true)
}

/**
 * Calls `refetch` now, or when the link comes up, and each time events may have been missed since, until the component or
 * store that it is called in comes to its end.
 */
export function onFresh(refetch: Refetch): void {
  refetchers.add(refetch)
  if (following) void attempt(refetch)
  onScopeDispose(() => refetchers.delete(refetch), true)
}

/** Tells all who listen to events of that type. */
export function publish(event: AppEvent): void {
  for (const handler of handlers.get(event.type) ?? []) handler(event)
}

/** Listens to the app for as long as the window lives. */
export function followEvents(connection: Connection): () => void {
  return connection.onOpen(async () => {
    try {
      const events = await connection.studio.app.events()
      following = true
      for (const refetch of refetchers) void attempt(refetch)
      for await (const event of events) publish(event)
    } catch {
      // The link broke: the connection says so, and comes back here when there is a new one.
    } finally {
      following = false
    }
  })
}

async function attempt(refetch: Refetch): Promise<void> {
  try {
    await refetch()
  } catch (error) {
    // Shown by the banner where the link is gone; otherwise a defect, for the console of whoever looks for it.
    console.error(error)
  }
}
