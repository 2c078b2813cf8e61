import { createRouter, createWebHashHistory, type RouteRecordInfo, type RouteRecordRaw } from 'vue-router'
import type { ViewName } from '../../main/contract/views.ts'
import { useSetting } from '../state/settings.ts'
import { views } from './views.ts'

declare module 'vue-router' {
  interface TypesConfig {
    /** A place that is asked for by the name of no view does not compile. */
    RouteNamedMap: { [Name in ViewName]: RouteRecordInfo<Name, string> }
  }
}

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
