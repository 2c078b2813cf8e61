import { formatCount, formatMany } from '../../main/contract/counts.ts'

export { formatCount, formatMany }

const digits = new Intl.NumberFormat('en', { maximumSignificantDigits: 3 })

/** "2,100/s", "0.42/s"; with a unit "690 pictures/s" */
export const formatRate = (rate: number, unit?: string): string =>
  `${rate >= 100 ? formatCount(rate) : digits.format(rate)}${unit ? ` ${unit}` : ''}/s`

/** "0.4 s", "23 s", "4 min 10 s", "3 h 20 min", "2 d 4 h" */
export function formatDuration(seconds: number): string {
  if (seconds < 10) return `${Math.max(0, seconds).toFixed(1)} s`
  if (seconds < 60) return `${Math.round(seconds)} s`
  const units: [number, string, number, string][] = [
    [3600, 'min', 60, 's'],
    [86_400, 'h', 3600, 'min'],
    [Number.POSITIVE_INFINITY, 'd', 86_400, 'h'],
  ]
  const smaller: Readonly<Record<string, number>> = { s: 1, min: 60, h: 3600 }
  for (const [below, big, size, small] of units) {
    const rounded = Math.round(seconds / smaller[small]) * smaller[small]
    if (rounded >= below) continue
    const rest = (rounded % size) / smaller[small]
    return `${Math.floor(rounded / size)} ${big}${rest > 0 ? ` ${rest} ${small}` : ''}`
  }
  return ''
}

/** "840 B", "11.6 MB", "2.1 GB" (thousands, as stores and drives count) */
export function formatBytes(bytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB']
  let value = bytes
  let unit = 0
  while (value >= 999.5 && unit < units.length - 1) {
    value /= 1000
    unit++
  }
  return `${digits.format(value)} ${units[unit]}`
}

/** A mean squared error with three significant digits: "0.0142" */
export const formatError = (mse: number): string => (mse === 0 ? '0' : mse.toPrecision(3))
