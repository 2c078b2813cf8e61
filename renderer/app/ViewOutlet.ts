import { h, KeepAlive, type VNode } from 'vue'
import { RouterView } from 'vue-router'

/** The view of the address. Every view that has been opened is kept alive, however many there are. */
export function ViewOutlet(): VNode {
  return h(RouterView, null, {
    default: ({ Component }: { readonly Component?: VNode }) =>
      h(KeepAlive, null, { default: () => Component && h(Component) }),
  })
}
