import { Zip, ZipDeflate } from 'fflate'

/** Files as a zip, made as they are sent: what is exported may be larger than the memory. */
export function zipStream(
  files: AsyncIterator<{ readonly path: string; readonly content: Uint8Array | string }>,
): ReadableStream<Uint8Array<ArrayBuffer>> {
  let chunks: Uint8Array<ArrayBuffer>[] = []
  let failure: Error | null = null
  const zip = new Zip((error, chunk) => {
    failure ??= error
    chunks.push(chunk as Uint8Array<ArrayBuffer>)
  })
  return new ReadableStream({
    async pull(controller) {
      // A file may be held back by the compressor: the stream waits until something comes.
      while (chunks.length === 0) {
        const { done, value } = await files.next()
        if (done) zip.end()
        else {
          const file = new ZipDeflate(value.path, { level: 6 })
          zip.add(file)
          file.push(
            typeof value.content === 'string' ? new TextEncoder().encode(value.content) : value.content,
            true,
          )
        }
        if (failure) throw failure
        for (const chunk of chunks) controller.enqueue(chunk)
        if (done) return controller.close()
        if (chunks.length > 0) break
      }
      chunks = []
    },
    async cancel() {
      await files.return?.()
    },
  })
}
