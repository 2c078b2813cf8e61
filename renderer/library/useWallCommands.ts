import { ArrowUpDown, Captions, Rows3 } from '@lucide/vue'
import { type Command, useViewCommands } from '../commands/commands.ts'
import { useLibrary } from '../state/library.ts'
import { orders, useWallOrder } from './wallOrder.ts'
import { kinds, nextKind, useWallCaptions, useWallKind } from './wallSettings.ts'

/** Registers the commands for the look of the wall: what it shows of each picture, and in which order. */
export function useWallCommands(): void {
  const library = useLibrary()
  const kind = useWallKind()
  const captions = useWallCaptions()
  const { by, reverse } = useWallOrder()

  const own: Omit<Command, 'view' | 'enabled'>[] = [
    {
      id: 'library.kind',
      title: 'Switch between pictures, reconstructions and parts',
      icon: Rows3,
      key: 'R',
      run: () => {
        kind.value = nextKind(kind.value)
      },
    },
    ...kinds.map(({ value, title }) => ({
      id: `library.kind.${value}`,
      title: `Show ${title.toLowerCase()} on the wall`,
      icon: Rows3,
      checked: () => kind.value === value,
      run: () => {
        kind.value = value
      },
    })),
    {
      id: 'library.captions',
      title: 'Labels and errors on the wall',
      icon: Captions,
      key: 'L',
      checked: () => captions.value,
      run: () => {
        captions.value = !captions.value
      },
    },
    ...orders.map(({ value, title }) => ({
      id: `library.order.${value}`,
      title: `Order ${title.toLowerCase()}`,
      icon: ArrowUpDown,
      checked: () => by.value === value,
      run: () => {
        by.value = value
      },
    })),
    { id: 'library.order.reverse', title: 'Reverse the order', icon: ArrowUpDown, run: reverse },
  ]
  useViewCommands(
    'library',
    own.map((command) => ({ ...command, enabled: () => library.total > 0 })),
  )
}
