/** simd: our WebAssembly; tensorflow: TensorFlow's own kernels, where installed; cpu: plain JavaScript. */
export const backends = ['simd', 'tensorflow', 'cpu'] as const

export type BackendName = (typeof backends)[number]
