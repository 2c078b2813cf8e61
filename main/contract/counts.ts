const whole = new Intl.NumberFormat('en', { maximumFractionDigits: 0 })

/** 12,400 */
export const formatCount = (value: number): string => whole.format(value)

/** "1 picture", "12,400 pictures" */
export function formatMany(count: number, one: string, many = `${one}s`): string {
  return `${formatCount(count)} ${count === 1 ? one : many}`
}
