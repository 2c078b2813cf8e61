import { watch } from 'vue'
import type { RouteLocationNormalized, RouteLocationRaw, Router } from 'vue-router'
import { useStudio } from '../client/studio.ts'
import { usePlace } from '../state/place.ts'
import { useSelection } from '../state/selection.ts'
import { useSetting } from '../state/settings.ts'

/** The part of a place that an address contains. */
interface Addressed {
  readonly picture?: number
  readonly parse?: number
}

/**
 * Keeps the address of the Parse view, #/parse/5 or #/parse/5?parse=7, in step with the place: opening an address goes to
 * its place, and the address follows the place. An address without a picture leads to the current place or, if there is
 * none, to what was looked at last in the Parse view, even before the app was restarted.
 *
 * Called once, before the router is installed.
 */
export function keepAddress(router: Router): void {
  const place = usePlace()
  const selection = useSelection()
  const last = useSetting<(Addressed & { readonly picture: number }) | null>('parse.open', null)

  router.beforeEach(async (to) => {
    if (to.name !== 'parse' || addressed(to).picture !== undefined) return
    const kept = last.value
    if (place.picture !== undefined) return addressOf(place.picture === kept?.picture ? kept : place)
    if (kept && (await exists(kept.picture))) return addressOf(kept)
  })

  router.afterEach((to, _, failure) => {
    if (failure || to.name !== 'parse') return
    const { picture, parse } = addressed(to)
    if (picture !== undefined) selection.open(picture, parse)
    last.value = picture === undefined ? null : { picture, parse }
  })

  watch([() => place.picture, () => place.parse], ([picture, parse]) => {
    const { currentRoute } = router
    const at = addressed(currentRoute.value)
    if (currentRoute.value.name !== 'parse' || (at.picture === picture && at.parse === parse)) return
    // The picture was removed, so there is nothing to come back to.
    if (picture === undefined) last.value = null
    void router.replace(addressOf(place))
  })
}

function addressOf({ picture, parse }: Addressed): RouteLocationRaw {
  return {
    name: 'parse',
    params: picture === undefined ? {} : { picture },
    query: parse === undefined ? {} : { parse },
  }
}

function addressed({ params, query }: Pick<RouteLocationNormalized, 'params' | 'query'>): Addressed {
  const picture = idOf(params.picture)
  return { picture, parse: picture === undefined ? undefined : idOf(query.parse) }
}

function idOf(written: unknown): number | undefined {
  const id = Number(written)
  return Number.isInteger(id) && id > 0 ? id : undefined
}

/** Whether a picture is in the library. True if the app does not answer: the Parse view then reports that. */
async function exists(id: number): Promise<boolean> {
  const found = await useStudio()
    .library.pictures({ ids: [id] })
    .catch(() => undefined)
  return found === undefined || found.length > 0
}
