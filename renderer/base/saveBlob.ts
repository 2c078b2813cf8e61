/** Saves bytes as a file, by the browser's dialog or to its folder of downloads. */
export function saveBlob(blob: Blob, name: string): void {
  const address = URL.createObjectURL(blob)
  const link = document.createElement('a')
  link.href = address
  link.download = name
  link.click()
  // The browser reads the blob some time after the click.
  setTimeout(() => URL.revokeObjectURL(address), 60_000)
}
