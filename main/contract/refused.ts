import type { Refusal } from './base.ts'

/** What a REFUSED error of the contract says; undefined for any other error. */
export function refusalOf(error: unknown): (Refusal & { readonly message: string }) | undefined {
  if (!(error instanceof Error)) return undefined
  const { code, data, message } = error as Error & { code?: unknown; data?: Refusal }
  return code === 'REFUSED' && data ? { ...data, message } : undefined
}
