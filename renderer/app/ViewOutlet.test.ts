import { expect, it } from 'vitest'
import { defineComponent, nextTick } from 'vue'
import { createMemoryHistory, createRouter } from 'vue-router'
import { mountWithoutDom } from '../base/noDom.testing.ts'
import { ViewOutlet } from './ViewOutlet.ts'

/** More than there are views today. */
const NAMES = ['first', 'second', 'third', 'fourth', 'fifth', 'sixth', 'seventh']

it('keeps every view that has been opened alive, however many there are', async () => {
  const setUps: string[] = []
  const viewOf = (name: string) =>
    defineComponent(() => {
      setUps.push(name)
      return () => null
    })
  const router = createRouter({
    history: createMemoryHistory(),
    routes: NAMES.map((name) => ({ path: `/${name}`, component: viewOf(name) })),
  })
  await router.push('/first')
  const unmount = mountWithoutDom(ViewOutlet, (app) => app.use(router))
  for (const name of [...NAMES, ...NAMES]) {
    await router.push(`/${name}`)
    await nextTick()
  }
  expect(setUps).toEqual(NAMES)
  unmount()
})
