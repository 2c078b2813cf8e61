import { implement } from '@orpc/server'
import { contract } from '../../contract/index.ts'
import type { OwnJobBoard } from './jobs.ts'

const { jobs: os } = implement(contract)

/** Implements the contract's `jobs`. */
export function jobsRouter(jobs: OwnJobBoard) {
  return os.router({
    list: os.list.handler(() => jobs.list()),
    cancel: os.cancel.handler(({ input }) => jobs.cancel(input.id)),
    dismiss: os.dismiss.handler(({ input }) => jobs.dismiss(input.id)),
    skipped: os.skipped.handler(({ input }) => jobs.skipped(input)),
  })
}
