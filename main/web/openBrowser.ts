import { spawn } from 'node:child_process'

/** How this system opens an address in the person's browser: a program and its arguments. */
export function openerOf(platform: NodeJS.Platform, address: string): [program: string, ...args: string[]] {
  if (platform === 'darwin') return ['open', address]
  // `start` is the shell's; rundll32 takes the address as it is, without the shell's special characters.
  if (platform === 'win32') return ['rundll32', 'url.dll,FileProtocolHandler', address]
  return ['xdg-open', address]
}

/** Opens an address in the person's browser, where there is one: the address has been printed anyway. */
export function openBrowser(address: string): void {
  const [program, ...args] = openerOf(process.platform, address)
  const opener = spawn(program, args, { stdio: 'ignore', detached: true })
  opener.on('error', () => {})
  opener.unref()
}
