import { implement } from '@orpc/server'
import { contract } from '../../contract/index.ts'
import type { Models } from './models.ts'

const { models: os } = implement(contract)

/** Implements the contract's `models`. */
export function modelsRouter(models: Models) {
  return os.router({
    list: os.list.handler(() => models.list()),
    select: os.select.handler(({ input }) => models.select(input.id)),
    open: os.open.handler(({ input }) => models.open(input.path)),
    forget: os.forget.handler(({ input }) => models.forget(input.id)),
  })
}
