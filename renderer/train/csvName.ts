/** Name of the file of a run's figures: what every system takes as one. */
export function csvName(run: string): string {
  const plain = run.replaceAll(/[^\p{L}\p{N}_.-]+/gu, '-').replaceAll(/^[-.]+|-+$/g, '')
  return `${plain.slice(0, 120) || 'run'}.csv`
}
