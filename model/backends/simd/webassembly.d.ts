// The little of WebAssembly's JavaScript interface we use; TypeScript has it in its DOM library only, and there is no
// DOM here.
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
  /** What a kernel that traps throws. */
  class RuntimeError extends Error {}
}
