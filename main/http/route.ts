/** A route that serves bytes outside of the contract; contract/routes.ts has its address. */
export interface MediaRoute {
  readonly method: 'GET' | 'POST' | 'DELETE'
  /** A URLPattern: '/api/pictures/:id(\\d+).png' */
  readonly path: string
  /** Largest body of a POST, bytes; a larger one is refused with 413. Without it there may be no body. */
  readonly bodyLimit?: number
  /** The response at this address never changes, so the window may cache it. */
  readonly immutable?: boolean
  /** Errors that `refusalOf` knows are answered with a status and {kind, code, message, hint} as JSON. */
  readonly answer: (asked: MediaRequest) => Promise<Response>
}

export interface MediaRequest {
  /** The named groups of the path, decoded. */
  readonly params: Readonly<Record<string, string>>
  readonly query: URLSearchParams
  /** Reading its body fails if it is longer than the route's limit. */
  readonly request: Request
}

/** Serves one request. */
export type Handler = (request: Request) => Promise<Response>
