import { spawn } from 'node:child_process'

/** The program, and its arguments, with which a system opens an address in the person's browser. */
export function openerOf(platform: NodeJS.Platform, address: string): [program: string, ...args: string[]] {
  if (platform === 'darwin') return ['open', address]
  // `start` is a shell command; rundll32 takes the address as it is, without a shell that interprets it.
  if (platform === 'win32') return ['rundll32', 'url.dll,FileProtocolHandler', address]
  return ['xdg-open', address]
}

/** Opens an address in the person's browser. A failure is ignored: the address has been printed as well. */
export function openBrowser(address: string): void {
  const [program, ...args] = openerOf(process.platform, address)
  const opener = spawn(program, args, { stdio: 'ignore', detached: true })
  opener.on('error', () => {})
  opener.unref()
}
