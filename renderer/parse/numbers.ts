/** Writes a proper minus sign, and no sign for a rounded zero. */
const signed = (text: string): string => (/^-0(\.0*)?$/.test(text) ? text.slice(1) : text).replace('-', '−')

/** 0.314 is "31 %"; values below a tenth have a decimal: "2.7 %". */
export function percent(value: number): string {
  const hundredths = value * 100
  return `${signed(hundredths.toFixed(Math.abs(hundredths) < 9.95 ? 1 : 0))} %`
}

/** "−12.3°" */
export const degrees = (value: number): string => `${signed(value.toFixed(1))}°`

/** Pixels, rounded to a tenth: "4.5", "4". */
export const pixels = (value: number): string => signed(value.toFixed(1).replace(/\.0$/, ''))

/** A number of an action, a program or of ink, with three decimals. */
export const number = (value: number): string => signed(value.toFixed(3))

/** The angle by which a shear tilts a vertical line, degrees. */
export const shearDegrees = (shear: number): number => (Math.atan(shear) * 180) / Math.PI

/** The name of a program of level k, as the paper writes it: "z²". */
export const programName = (level: number): string =>
  `z${[...String(level)].map((digit) => '⁰¹²³⁴⁵⁶⁷⁸⁹'[Number(digit)]).join('')}`
