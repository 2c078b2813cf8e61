/** The shared libraries that a message of the system's loader, or TensorFlow's log, says could not be loaded. */
export function missingLibraries(message: string): string[] {
  const found = message.matchAll(
    /Could not load dynamic library '([^']+)'|(\S+): cannot open shared object file/g,
  )
  return [...new Set([...found].map(([, byTensorflow, byLoader]) => byTensorflow ?? byLoader))]
}
