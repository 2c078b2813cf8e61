/** A minus as long as a plus, as tabular figures have it. */
const signed = (text: string): string => (/^-0(\.0*)?$/.test(text) ? text.slice(1) : text).replace('-', '−')

/** 0.314 is "31 %"; below a tenth with a decimal: "2.7 %". */
export function percent(value: number): string {
  const hundredths = value * 100
  return `${signed(hundredths.toFixed(Math.abs(hundredths) < 9.95 ? 1 : 0))} %`
}

/** "−12.3°" */
export const degrees = (value: number): string => `${signed(value.toFixed(1))}°`

/** "4.5": px to a tenth, whole ones without. */
export const pixels = (value: number): string => signed(value.toFixed(1).replace(/\.0$/, ''))

/** Ink, actions and programs: three decimals. */
export const number = (value: number): string => signed(value.toFixed(3))

/** Degrees of a shear, the angle by which it tilts what was upright. */
export const shearDegrees = (shear: number): number => (Math.atan(shear) * 180) / Math.PI

/** The name of a program of level k, as the paper writes it: "z²". */
export const programName = (level: number): string =>
  `z${[...String(level)].map((digit) => '⁰¹²³⁴⁵⁶⁷⁸⁹'[Number(digit)]).join('')}`
