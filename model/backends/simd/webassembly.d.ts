// The part of WebAssembly's JavaScript interface that we use; TypeScript declares it in its DOM library only, which we do
// not include here.
declare namespace WebAssembly {
  class Memory {
    constructor(descriptor: { initial: number; maximum: number; shared: true })
    readonly buffer: SharedArrayBuffer
    grow(pages: number): number
  }
  class Module {
    constructor(bytes: Uint8Array<ArrayBuffer>)
  }
  class Instance {
    constructor(module: Module, imports: { env: { memory: Memory } })
    readonly exports: unknown
  }
  /** Thrown by a kernel that traps. */
  class RuntimeError extends Error {}
}
