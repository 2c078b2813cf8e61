/** What decides between the window and the page. */
export interface Situation {
  readonly web?: boolean
  readonly electron?: boolean
  readonly hasDisplay: boolean
}

/** Electron's program, or why there is a page instead: in a line for people, or none where they asked for it. */
export type Choice = { readonly program: string } | { readonly why?: string }

/**
 * Chooses the shell.
 *
 * @param fetch gives Electron's program, fetched where need be; undefined where it cannot be had
 */
export async function chooseShell(
  { web, electron, hasDisplay }: Situation,
  fetch: () => Promise<string | undefined>,
): Promise<Choice> {
  if (web) return {}
  if (!hasDisplay && !electron) return { why: 'There is no display here, so RNP Studio runs as a page:' }
  const program = await fetch()
  if (program) return { program }
  return { why: 'Electron is not here and cannot be fetched, so RNP Studio runs as a page:' }
}
