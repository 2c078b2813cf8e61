import { createRouter, createWebHashHistory, type RouteRecordRaw } from 'vue-router'
import LibraryView from '../library/LibraryView.vue'
import { useSetting } from '../state/settings.ts'

/** The views, in the order of their tabs. Train and Parse are fetched when they are first looked at. */
export const views = [
  { name: 'library', title: 'Library', key: 'Mod+1' },
  { name: 'train', title: 'Train', key: 'Mod+2' },
  { name: 'parse', title: 'Parse', key: 'Mod+3' },
] as const

/** Where a window was last: a new one, or one after a start of the app, begins there. */
const place = useSetting('place', '/library')

const routes: RouteRecordRaw[] = [
  { path: '/', redirect: () => place.value },
  { path: '/library', name: 'library', component: LibraryView },
  { path: '/train/:run?', name: 'train', component: () => import('../train/TrainView.vue') },
  { path: '/parse/:picture?', name: 'parse', component: () => import('../parse/ParseView.vue') },
  { path: '/:other(.*)*', redirect: '/library' },
]

/** Views by the part of the address after #: the same in the window and in a browser. */
export const router = createRouter({ history: createWebHashHistory(), routes })

router.afterEach(({ fullPath }, _, failure) => {
  if (!failure) place.value = fullPath
})
