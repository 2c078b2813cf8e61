import { PanelLeft, PanelRight } from '@lucide/vue'
import type { ShallowRef } from 'vue'
import type { Side } from '../ui/panes.ts'
import { useCommands } from './commands.ts'

/** Commands that show or fold away the panels of a view. @param titles of the panels, as on their rails */
export function usePaneCommands(
  panes: Readonly<ShallowRef<{ turn(side: Side): void } | null>>,
  group: string,
  titles: Readonly<Record<Side, string>>,
): void {
  const icons = { left: PanelLeft, right: PanelRight }
  useCommands(
    (['left', 'right'] as const).map((side) => ({
      id: `${group.toLowerCase()}.panel.${side}`,
      title: `Panel “${titles[side]}”: show or fold away`,
      group,
      icon: icons[side],
      enabled: () => panes.value !== null,
      run: () => panes.value?.turn(side),
    })),
  )
}
