import { InvalidArgumentError } from 'commander'

/** A parser of whole numbers from `least` to `most`, for commander. */
export function wholeNumber(least: number, most = 2 ** 31 - 1): (text: string) => number {
  return (text) => {
    const value = Number(text)
    if (text.trim() === '' || !Number.isInteger(value) || value < least || value > most) {
      throw new InvalidArgumentError(`Give a whole number from ${least} to ${most}.`)
    }
    return value
  }
}

/** A parser of finite numbers from `least` to `most`, for commander. */
export function numberFrom(least: number, most = Number.POSITIVE_INFINITY): (text: string) => number {
  return (text) => {
    const value = Number(text)
    if (text.trim() === '' || !Number.isFinite(value) || value < least || value > most) {
      const range = most === Number.POSITIVE_INFINITY ? `of at least ${least}` : `from ${least} to ${most}`
      throw new InvalidArgumentError(`Give a number ${range}.`)
    }
    return value
  }
}
