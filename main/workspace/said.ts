/** A time as messages have it: "25 Nov 2026, 23:48" */
export function said(date: Date): string {
  return date.toLocaleString('en-GB', { dateStyle: 'medium', timeStyle: 'short' })
}
