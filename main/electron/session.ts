import { protocol, type Session } from 'electron'
import type { Handler } from '../http/route.ts'
import { isOurs, SCHEME } from './origin.ts'
import { mayDownload, mayUse } from './policies.ts'

/** Gives pages of our scheme an origin, as web pages have. Must be called before the app is ready. */
export function registerScheme(): void {
  protocol.registerSchemesAsPrivileged([
    {
      scheme: SCHEME,
      privileges: { standard: true, secure: true, supportFetchAPI: true, stream: true, codeCache: true },
    },
  ])
}

/** Serves our scheme from `site` to the pages of a session, and enforces the policies on them. */
export function setUpSession(session: Session, site: Handler): void {
  session.protocol.handle(SCHEME, (request) =>
    isOurs(request.url) ? site(request) : new Response('There is nothing here.\n', { status: 404 }),
  )
  session.setPermissionRequestHandler((contents, permission, allow) =>
    allow(mayUse(permission, contents.getURL())),
  )
  session.setPermissionCheckHandler((_, permission, origin) => mayUse(permission, origin))
  session.setDevicePermissionHandler(() => false)
  session.on('will-download', (event, item) => {
    if (!mayDownload(item.getURL())) event.preventDefault()
  })
}
