/** Headers of a response that the browser saves as a file called `name` (RFC 6266). */
export function attachment(name: string): Record<string, string> {
  const plain = name.replaceAll(/[^\w .-]/g, '_')
  return {
    'content-disposition': `attachment; filename="${plain}"; filename*=UTF-8''${encodeURIComponent(name)}`,
  }
}
