/** Which stored values became black and white, where these are not the ends of their type. */
export interface Levels {
  readonly black: number
  readonly white: number
}

/** A decoded picture: [height, width, channels], values 0..`white`. */
export interface Samples {
  readonly width: number
  readonly height: number
  /** 1 grey, 2 grey and alpha, 3 RGB, 4 RGBA. */
  readonly channels: number
  readonly white: number
  readonly values: ArrayLike<number>
  /** Present where other stored values than the ends of their type became 0 and `white`. */
  readonly levels?: Levels
}
