/** Lets the browser save these bytes as a file of that name: its own dialog or folder of downloads. */
export function saveBlob(blob: Blob, name: string): void {
  const address = URL.createObjectURL(blob)
  const link = document.createElement('a')
  link.href = address
  link.download = name
  link.click()
  // The browser reads it after the click has passed.
  setTimeout(() => URL.revokeObjectURL(address), 60_000)
}
