/** What the choice between the window and the page depends on. */
export interface Situation {
  readonly web?: boolean
  readonly electron?: boolean
  readonly hasDisplay: boolean
}

/** Electron's program, or a page, and a human-readable reason for the page unless it was asked for. */
export type Choice = { readonly program: string } | { readonly why?: string }

/**
 * Chooses the shell.
 *
 * @param fetch returns Electron's program, downloaded if necessary; undefined if it cannot be had
 */
export async function chooseShell(
  { web, electron, hasDisplay }: Situation,
  fetch: () => Promise<string | undefined>,
): Promise<Choice> {
  if (web) return {}
  if (!hasDisplay && !electron) return { why: 'There is no display, so RNP Studio runs as a page:' }
  const program = await fetch()
  if (program) return { program }
  return { why: 'Electron is not installed and cannot be downloaded, so RNP Studio runs as a page:' }
}
