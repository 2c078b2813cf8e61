import { createRouter, createWebHashHistory, type RouteRecordInfo, type RouteRecordRaw } from 'vue-router'
import type { ViewName } from '../../main/contract/views.ts'
import { useSetting } from '../state/settings.ts'
import { views } from './views.ts'

declare module 'vue-router' {
  interface TypesConfig {
    /** Navigation to a name that is not a view's does not compile. */
    RouteNamedMap: { [Name in ViewName]: RouteRecordInfo<Name, string> }
  }
}

/** The last address of a window: a new window begins there, also after a restart of the app. */
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

/** Views are in the part of the address after #, which works alike in Electron and in a browser. */
export const router = createRouter({ history: createWebHashHistory(), routes })

router.afterEach(({ fullPath }, _, failure) => {
  if (!failure) place.value = fullPath
})
