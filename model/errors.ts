/**
 * What an error concerns; exit codes and HTTP statuses follow from it. `missing`: a thing requested by its id does not
 * exist (any more); `busy`: another process or job holds it.
 */
export const errorKinds = ['usage', 'data', 'checkpoint', 'training', 'engine', 'missing', 'busy'] as const

/**
 * What is wrong, in one word of a small vocabulary. A new error takes the word that fits. A new word is added only for an
 * error that a caller, a script or a test would handle differently from all of these; a word is never renamed, because
 * scripts depend on it.
 */
export const errorReasons = [
  /** The value is out of range, of the wrong type, or names nothing that exists. */
  'invalid',
  /** Nothing exists at that path, or under that name or id (any more). */
  'not-found',
  /** Something exists there already and is not overwritten. */
  'exists',
  /** Another process or job holds it. */
  'in-use',
  /** It exists, but its state does not allow this. */
  'wrong-state',
  /** It exceeds a limit, or the room there is. */
  'too-large',
  /** It contains nothing usable: no pictures, for instance. */
  'empty',
  /** It exists, but cannot be read: permissions, a failing disk, pictures that their decoder rejects. */
  'unreadable',
  /** It can be read, but its content is not what it should be. */
  'damaged',
  /** A newer or older RNP Studio wrote it. */
  'wrong-version',
  /** Two things that do not belong together: weights and sizes, pictures and labels, a run and its settings. */
  'mismatch',
  /** It cannot be written or removed: permissions, a read-only disk, a folder of that name. */
  'unwritable',
  'disk-full',
  /** The network did not deliver it. */
  'unreachable',
  /** The software is not on this computer. */
  'not-installed',
  /** A process, thread, library, server or kernel does not start here. */
  'not-started',
  /** A process or thread ended before its work did. */
  'died',
  'out-of-memory',
  /** Numbers are no longer finite. */
  'diverged',
  /** A tool, a kernel or a build ended with an error of its own. */
  'failed',
  /** It was ended from outside before it was done. */
  'interrupted',
  /** A defect of RNP Studio. */
  'internal',
] as const

export type ErrorKind = (typeof errorKinds)[number]
export type ErrorReason = (typeof errorReasons)[number]

/** An error for scripts and tests: "checkpoint/damaged". Codes are stable; the wording of a message may change. */
export type ErrorCode = `${ErrorKind}/${ErrorReason}`

/**
 * An error a person can act on: `message` names the thing (file, field, both values) and `hint` says what to do
 * next. Anything else thrown is a defect of ours.
 */
export class RnpError extends Error {
  readonly code: ErrorCode
  readonly kind: ErrorKind
  readonly hint: string

  constructor(code: ErrorCode, message: string, hint: string, options?: ErrorOptions) {
    super(message, options)
    this.name = 'RnpError'
    this.code = code
    this.kind = code.slice(0, code.indexOf('/')) as ErrorKind
    this.hint = hint
  }
}

/** Why a file could not be written, by the file system's error. */
export function whyUnwritable(error: unknown): 'disk-full' | 'unwritable' {
  return ['ENOSPC', 'EDQUOT'].includes(codeOf(error)) ? 'disk-full' : 'unwritable'
}

/** Why a file or folder could not be read, by the file system's error. */
export function whyUnreadable(error: unknown): 'not-found' | 'unreadable' {
  return ['ENOENT', 'ENOTDIR'].includes(codeOf(error)) ? 'not-found' : 'unreadable'
}

function codeOf(error: unknown): string {
  return String((error as NodeJS.ErrnoException | undefined)?.code)
}
