import { onScopeDispose } from 'vue'
import type { AppEvent } from '../../main/contract/app.ts'
import type { Connection } from './connection.ts'

type EventOf<Type extends AppEvent['type']> = Extract<AppEvent, { type: Type }>
type Refetch = () => unknown

const handlers = new Map<string, Set<(event: AppEvent) => void>>()
const refetchers = new Set<Refetch>()
/** Whether events arrive, so that what is fetched now is kept up to date. */
let following = false

/** Calls `handler` with each event of a type, until the current scope (a component or store) is disposed. */
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
 * Calls `refetch` once events arrive (now, or when the link opens) and again whenever events may have been missed, until
 * the current scope (a component or store) is disposed.
 */
export function onFresh(refetch: Refetch): void {
  refetchers.add(refetch)
  if (following) void attempt(refetch)
  onScopeDispose(() => refetchers.delete(refetch), true)
}

/** Passes an event to the handlers of its type. */
export function publish(event: AppEvent): void {
  for (const handler of handlers.get(event.type) ?? []) handler(event)
}

/** Publishes the app's events from now on, on every link. Returns a function that ends this. */
export function followEvents(connection: Connection): () => void {
  return connection.onOpen(async () => {
    try {
      const events = await connection.studio.app.events()
      following = true
      for (const refetch of refetchers) void attempt(refetch)
      for await (const event of events) publish(event)
    } catch {
      // The link broke. The connection reports it and calls this handler again once there is a new one.
    } finally {
      following = false
    }
  })
}

async function attempt(refetch: Refetch): Promise<void> {
  try {
    await refetch()
  } catch (error) {
    // A banner reports a lost link. Anything else is a defect, which goes to the console.
    console.error(error)
  }
}
