import type { Backend } from './backend.ts'

/** Describes a backend and what it runs on: "simd, 2 threads, 256-bit". */
export function describeBackend(backend: Backend): string {
  return `${backend.backend}, ${runsOn(backend)}`
}

/** Describes what a backend runs on: "2 threads, 256-bit". */
export function runsOn({ threads, wide, device, library }: Omit<Backend, 'backend'>): string {
  const parts = [
    threads && `${threads} ${threads === 1 ? 'thread' : 'threads'}`,
    wide && '256-bit',
    device,
    library,
  ]
  return parts.filter(Boolean).join(', ')
}
