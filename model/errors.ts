/**
 * What went wrong, in the one distinction callers act on (exit codes, where a window shows it). `missing`: a thing that
 * is not there (any more); `busy`: one that another process or job has.
 */
export type ErrorKind = 'usage' | 'data' | 'checkpoint' | 'training' | 'engine' | 'missing' | 'busy'

/**
 * An error a person can act on: `message` names the thing (file, field, both values) and `hint` says what to do
 * next. Anything else thrown is a defect of ours.
 */
export class RnpError extends Error {
  readonly kind: ErrorKind
  readonly hint: string

  constructor(kind: ErrorKind, message: string, hint: string, options?: ErrorOptions) {
    super(message, options)
    this.name = 'RnpError'
    this.kind = kind
    this.hint = hint
  }
}
