/** One node of a parse tree: a part, as the glimpse that drew it left it. Pictures are row-major, ink in [0, 1]. */
export interface Part {
  /** t: which glimpse of its program drew it, from 0. */
  readonly index: number
  /** [Z]: z^(k-1)_t, the program of this part (at the lowest level, the state its patch is decoded from). */
  readonly z: Float32Array
  /** [6]: a11 a12 tx a21 a22 ty, each in [-1, 1]. */
  readonly action: Float32Array
  /** [P, P]: what its glimpse was fed: the part before it, or where its program starts (x0). */
  readonly seen: Float32Array
  /** [P, P]: the part in its own frame, as placed: the lower program's output, or the decoded patch. */
  readonly patch: Float32Array
  /** [P, P]: decPatch(z), the glimpse's own guess of the part; equals `patch` at the lowest level. */
  readonly decoded: Float32Array
  /** [S, S] or [P, P]: the part where the action puts it on its parent's canvas. */
  readonly placed: Float32Array
  /** Mean squared error per pixel of `decoded` against the picture zoomed to this part; absent at the lowest level. */
  readonly error?: number
  /** Sub-parts in glimpse order; empty at the lowest level. */
  readonly parts: readonly Part[]
}

/** A picture seen as a tree of parts. */
export interface Parse {
  /** [Z]: mu of q(z^K | x), or the given z of a sample. */
  readonly z: Float32Array
  /** [S, S]: the input; absent for a sample from the prior. */
  readonly image?: Float32Array
  /** [S, S]: the sum of the placed parts. */
  readonly canvas: Float32Array
  /** Mean squared error per pixel of `canvas` against `image`. */
  readonly mse?: number
  readonly parts: readonly Part[]
}
