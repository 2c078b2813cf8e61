import { readdir, readFile } from 'node:fs/promises'
import path from 'node:path'
import type { Handler } from '../http/route.ts'

const TYPES: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.ico': 'image/x-icon',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
}

/**
 * Serves the files of a folder of built pages as they were at the start, so that an open page keeps working while the
 * next one is built. Files are served by their exact paths, so no path leads out of the folder; names that begin with a
 * dot are left out. Addresses without a suffix get index.html, which finds the view by itself.
 *
 * @param folder the output of Vite; files below assets/ have their hash in their name and may be cached
 */
export async function createPages(folder: string): Promise<Handler> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  const places = entries
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name))
  const files = new Map<string, { readonly type: string; readonly content: Uint8Array<ArrayBuffer> }>()
  await Promise.all(
    places.map(async (place) => {
      const address = `/${path.relative(folder, place).split(path.sep).join('/')}`
      if (address.includes('/.')) return
      const type = TYPES[path.extname(place)] ?? 'application/octet-stream'
      files.set(address, { type, content: new Uint8Array(await readFile(place)) })
    }),
  )
  const index = files.get('/index.html')
  return async (request) => {
    const { pathname } = new URL(request.url)
    const file = files.get(pathname) ?? (isView(pathname) ? index : undefined)
    if (!file) return new Response('There is nothing here.\n', { status: 404 })
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      return new Response('Pages can only be read.\n', { status: 405, headers: { allow: 'GET, HEAD' } })
    }
    const headers = {
      'content-type': file.type,
      'cache-control': pathname.startsWith('/assets/') ? 'private, max-age=31536000, immutable' : 'no-cache',
    }
    return new Response(request.method === 'HEAD' ? null : file.content, { headers })
  }
}

const isView = (pathname: string) => /^\/[\w/-]*$/.test(pathname)
