import { isAscii } from 'node:buffer'

const text = Buffer.alloc(256, 'a')

/**
 * Frees the upper halves of the processor's vector registers, which V8's 256-bit code leaves in use. Until something does,
 * each step from JavaScript into V8's C++ and back takes hundreds of cycles: 2,048 normal numbers took 1.5 ms after a
 * kernel, and 0.27 ms after this. JavaScript has no instruction for it, but Node's search for ASCII is compiled for wide
 * vectors and frees them at its end; it takes less than 0.1 us.
 */
export function freeUpperHalves(): void {
  isAscii(text)
}
