/** A file name for the metrics of a run that is valid on every system. */
export function csvName(run: string): string {
  const plain = run.replaceAll(/[^\p{L}\p{N}_.-]+/gu, '-').replaceAll(/^[-.]+|-+$/g, '')
  return `${plain.slice(0, 120) || 'run'}.csv`
}
