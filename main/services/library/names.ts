const DIGITS = 12

/** A key whose byte order is the order people expect of names: ignoring case, "picture 9" before "picture 10". */
export function nameKey(name: string): string {
  return name.toLowerCase().replace(/\d+/g, (digits) => digits.padStart(DIGITS, '0'))
}

const collator = new Intl.Collator('en', { numeric: true })

/** Compares labels as people order them: "9" before "10". */
export function byName(a: string, b: string): number {
  return collator.compare(a, b)
}
