import { shallowRef } from 'vue'
import { asProblem, type Problem } from '../base/problem.ts'

/** A short word at the foot of the window; it goes by itself, unless it tells of a fault. */
export interface Toast {
  readonly id: number
  readonly text: string
  readonly hint?: string
  readonly fault: boolean
  readonly action?: { readonly title: string; readonly run: () => void }
  /** What it is about: a later word about the same takes its place. */
  readonly about?: string
}

/** How long a toast stays, ms. */
const STAY = 6000
/** Toasts in sight at most. */
const MOST = 4

export const toasts = shallowRef<readonly Toast[]>([])
let last = 0

/** Says something at the foot of the window, with a button where there is something to do about it. */
export function say(text: string, action?: Toast['action'], about?: string): void {
  const id = show({ text, fault: false, action, about })
  setTimeout(() => dismissToast(id), STAY)
}

/** Says that something failed and what to do next. For what has no place of its own: else ErrorNote belongs there. */
export function complain(error: unknown): void {
  const { message, hint }: Problem = asProblem(error)
  show({ text: message, hint, fault: true })
}

/** Awaits what a person has asked for, and says where it fails. Gives undefined then. */
export async function attempt<Value>(asked: Promise<Value>): Promise<Value | undefined> {
  try {
    return await asked
  } catch (error) {
    complain(error)
  }
}

export function dismissToast(id: number): void {
  toasts.value = toasts.value.filter((toast) => toast.id !== id)
}

function show(toast: Omit<Toast, 'id'>): number {
  const id = ++last
  const others = toasts.value.filter(({ about }) => !about || about !== toast.about)
  toasts.value = [...others, { ...toast, id }].slice(-MOST)
  return id
}
