/** The shared libraries that could not be loaded, according to a message of the system's loader or TensorFlow's log. */
export function missingLibraries(message: string): string[] {
  const found = message.matchAll(
    /Could not load dynamic library '([^']+)'|(\S+): cannot open shared object file/g,
  )
  return [...new Set([...found].map(([, byTensorflow, byLoader]) => byTensorflow ?? byLoader))]
}
