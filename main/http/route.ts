/** One thing that is served as bytes beside the contract (contract/routes.ts has its address). */
export interface MediaRoute {
  readonly method: 'GET' | 'POST'
  /** As URLPattern has it: '/api/pictures/:id(\\d+).png' */
  readonly path: string
  /** Most bytes of a request's body, for POST; more is refused with 413. */
  readonly bodyLimit?: number
  /** Its answer never changes at this address: the window may keep it. */
  readonly immutable?: boolean
  /** What `refusalOf` knows of the errors it throws becomes a status with {kind, code, message, hint} as JSON. */
  readonly answer: (asked: MediaRequest) => Promise<Response>
}

export interface MediaRequest {
  /** The named groups of the path, decoded. */
  readonly params: Readonly<Record<string, string>>
  readonly query: URLSearchParams
  /** Its body ends with an error where it is longer than the route's limit. */
  readonly request: Request
}

/** Serves one request. */
export type Handler = (request: Request) => Promise<Response>
