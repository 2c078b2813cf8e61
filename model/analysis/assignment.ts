/**
 * The one-to-one assignment of rows to columns with the greatest total gain (the Hungarian method with potentials,
 * O(rows^2 columns); Kuhn 1955, Munkres 1957).
 *
 * @param gains [rows][columns], with at least one column.
 * @returns for each row its column, or -1 for the rows left over where there are more rows than columns.
 */
export function assign(gains: readonly (readonly number[])[]): number[] {
  const rows = gains.length
  const columns = Math.max(rows, gains[0]?.length ?? 0)
  const cost = (row: number, column: number) => -(gains[row - 1][column - 1] ?? 0)
  // Index 0 is a row and a column that do not exist: every search begins there.
  const rowPotential = new Float64Array(rows + 1)
  const columnPotential = new Float64Array(columns + 1)
  const rowOf = new Int32Array(columns + 1)

  for (let row = 1; row <= rows; row++) {
    const least = new Float64Array(columns + 1).fill(Number.POSITIVE_INFINITY)
    const cameFrom = new Int32Array(columns + 1)
    const reached = new Uint8Array(columns + 1)
    let column = 0
    rowOf[0] = row
    do {
      reached[column] = 1
      let step = Number.POSITIVE_INFINITY
      let next = 0
      for (let j = 1; j <= columns; j++) {
        if (reached[j]) continue
        const slack = cost(rowOf[column], j) - rowPotential[rowOf[column]] - columnPotential[j]
        if (slack < least[j]) {
          least[j] = slack
          cameFrom[j] = column
        }
        if (least[j] < step) {
          step = least[j]
          next = j
        }
      }
      for (let j = 0; j <= columns; j++) {
        if (reached[j]) {
          rowPotential[rowOf[j]] += step
          columnPotential[j] -= step
        } else {
          least[j] -= step
        }
      }
      column = next
    } while (rowOf[column] !== 0)
    while (column !== 0) {
      rowOf[column] = rowOf[cameFrom[column]]
      column = cameFrom[column]
    }
  }

  const assigned = new Array<number>(rows).fill(-1)
  const real = gains[0]?.length ?? 0
  for (let column = 1; column <= real; column++) {
    if (rowOf[column] !== 0) assigned[rowOf[column] - 1] = column - 1
  }
  return assigned
}
