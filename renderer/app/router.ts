import { createRouter, createWebHashHistory, type RouteRecordRaw } from 'vue-router'
import { useSetting } from '../state/settings.ts'
import { views } from './views.ts'

/** Where a window was last: a new one, or one after a start of the app, begins there. */
const place = useSetting('place', `/${views[0].name}`)

const routes: RouteRecordRaw[] = [
  { path: '/', redirect: () => place.value },
  ...views.map(({ name, param, component }) => ({
    path: param ? `/${name}/:${param}?` : `/${name}`,
    name,
    component,
  })),
  { path: '/:other(.*)*', redirect: `/${views[0].name}` },
]

/** Views by the part of the address after #: the same in the window and in a browser. */
export const router = createRouter({ history: createWebHashHistory(), routes })

router.afterEach(({ fullPath }, _, failure) => {
  if (!failure) place.value = fullPath
})
