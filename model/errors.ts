/**
 * What a fault concerns, as far as exit codes and HTTP statuses tell it apart. `missing`: a thing that was asked for by
 * its id and is not there (any more); `busy`: one that another process or job has.
 */
export const errorKinds = ['usage', 'data', 'checkpoint', 'training', 'engine', 'missing', 'busy'] as const

/**
 * What is the matter, in one word of a small vocabulary. A new fault takes the word that fits. A new word is for a fault
 * that a caller, a script or a test would answer otherwise than all of these; a word is never renamed, because scripts
 * depend on it.
 */
export const errorReasons = [
  /** A value that cannot be given: out of its range, of another type, or the name of nothing there is. */
  'invalid',
  /** Nothing is at that path, or of that name or id (any more). */
  'not-found',
  /** Something is there already, and is not overwritten. */
  'exists',
  /** Another process or job has it. */
  'in-use',
  /** The thing is there, but is in a state in which this cannot be done with it. */
  'wrong-state',
  /** More than is taken at once, or than there is room for. */
  'too-large',
  /** Nothing in it can be worked with: no pictures, for instance. */
  'empty',
  /** It is there, but cannot be read: permissions, a failing disk, pictures that their decoder refuses. */
  'unreadable',
  /** It can be read, but its content is not what it should be. */
  'damaged',
  /** A newer or older RNP Studio has written it. */
  'wrong-version',
  /** Two things that do not belong together: weights and sizes, pictures and labels, a run and its settings. */
  'mismatch',
  /** It cannot be written or removed: permissions, a read-only disk, a folder of that name. */
  'unwritable',
  'disk-full',
  /** The network did not give it. */
  'unreachable',
  /** Software that is not on this computer. */
  'not-installed',
  /** A process, thread, library, server or kernel that does not start here. */
  'not-started',
  /** A process or thread that ended before its work did. */
  'died',
  'out-of-memory',
  /** Numbers that are no longer finite. */
  'diverged',
  /** Work that ended with an error of its own: a tool, a kernel, a build. */
  'failed',
  /** Ended from outside before it was done. */
  'interrupted',
  /** A defect of RNP Studio. */
  'internal',
] as const

export type ErrorKind = (typeof errorKinds)[number]
export type ErrorReason = (typeof errorReasons)[number]

/** A fault for scripts and tests: "checkpoint/damaged". It stays what it is; the words of a message may change. */
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
