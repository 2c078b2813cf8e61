declare module 'omggif' {
  /** Reads GIF87a and GIF89a; throws an Error where the block structure is broken. */
  export class GifReader {
    readonly width: number
    readonly height: number
    constructor(bytes: Uint8Array)
    numFrames(): number
    frameInfo(frame: number): { x: number; y: number; width: number; height: number }
    /** Draws a frame into `pixels` [height, width, 4]; transparent pixels are left as they were. */
    decodeAndBlitFrameRGBA(frame: number, pixels: Uint8Array): void
  }
}
