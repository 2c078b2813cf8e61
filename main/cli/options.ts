import { InvalidArgumentError } from 'commander'

/** A parser of whole numbers from `least` on, for commander. */
export function wholeNumber(least: number): (text: string) => number {
  return (text) => {
    const value = Number(text)
    if (text.trim() === '' || !Number.isSafeInteger(value) || value < least) {
      throw new InvalidArgumentError(`Give a whole number of at least ${least}.`)
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
