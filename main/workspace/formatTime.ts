/** Formats a time for messages: "25 Nov 2026, 23:48" */
export function formatTime(date: Date): string {
  return date.toLocaleString('en-GB', { dateStyle: 'medium', timeStyle: 'short' })
}
