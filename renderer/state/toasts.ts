import { shallowRef } from 'vue'
import { asProblem, type Problem } from '../base/problem.ts'

/** A short message at the foot of the window; it disappears by itself, unless it reports a fault. */
export interface Toast {
  readonly id: number
  readonly text: string
  readonly hint?: string
  readonly fault: boolean
  readonly action?: { readonly title: string; readonly run: () => void }
  /** What it is about: a later toast about the same replaces it. */
  readonly about?: string
}

/** How long a toast stays, ms. */
const STAY_MS = 6000
const MAX_TOASTS = 4

export const toasts = shallowRef<readonly Toast[]>([])
let last = 0

/** Shows a message at the foot of the window, with a button if there is something to do about it. */
export function say(text: string, action?: Toast['action'], about?: string): void {
  const id = show({ text, fault: false, action, about })
  setTimeout(() => dismissToast(id), STAY_MS)
}

/** Reports that something failed and what to do next. If the failure has a place of its own, use ErrorNote there. */
export function complain(error: unknown): void {
  const { message, hint }: Problem = asProblem(error)
  show({ text: message, hint, fault: true })
}

/** Awaits what a person has asked for. If it fails, reports the error and resolves to undefined. */
export async function attempt<Value>(asked: Promise<Value>): Promise<Value | undefined> {
  try {
    return await asked
  } catch (error) {
    complain(error)
  }
}

/** Dismisses the toasts about something. */
export function dismissToasts(about: string): void {
  toasts.value = toasts.value.filter((toast) => toast.about !== about)
}

export function dismissToast(id: number): void {
  toasts.value = toasts.value.filter((toast) => toast.id !== id)
}

function show(toast: Omit<Toast, 'id'>): number {
  const id = ++last
  const others = toasts.value.filter(({ about }) => !about || about !== toast.about)
  toasts.value = [...others, { ...toast, id }].slice(-MAX_TOASTS)
  return id
}
