import { ChartSpline, Images, Plus, ScanSearch, Search } from '@lucide/vue'
import type { Component } from 'vue'
import { views as infos, type ViewInfo, type ViewName } from '../../main/contract/views.ts'
import type { Command } from '../commands/commands.ts'
import type { PaletteSource } from '../commands/paletteEntries.ts'
import LibraryView from '../library/LibraryView.vue'
import { useLibraryInPalette } from '../library/libraryInPalette.ts'
import { useRunsInPalette } from '../train/runsInPalette.ts'

/** What the window adds to a view of main/contract/views.ts. */
interface ViewEntry {
  readonly icon: Component
  /** Its component, or a function that fetches it when the view is first opened. */
  readonly component: Component | (() => Promise<Component>)
  /** Name of the optional id in its address: '#/train/:run?'. */
  readonly param?: string
  /** What it adds to the palette, also while another view is in sight. */
  readonly palette?: () => PaletteSource
  /** Those of its commands that every other view offers too; they go to this view first. */
  readonly offers?: readonly Pick<Command, 'id' | 'title' | 'icon'>[]
}

/** Does not compile if a view of the contract is missing, or one is here that the contract does not have. */
const entries: Readonly<Record<ViewName, ViewEntry>> = {
  library: {
    icon: Images,
    component: LibraryView,
    palette: useLibraryInPalette,
    offers: [{ id: 'library.find', title: 'Find pictures by name', icon: Search }],
  },
  train: {
    icon: ChartSpline,
    component: () => import('../train/TrainView.vue'),
    param: 'run',
    palette: useRunsInPalette,
    offers: [{ id: 'train.new', title: 'New run', icon: Plus }],
  },
  parse: {
    icon: ScanSearch,
    component: () => import('../parse/ParseView.vue'),
    param: 'picture',
  },
}

export interface View extends ViewInfo, ViewEntry {
  readonly name: ViewName
}

/** The views of the window, in the order of their tabs. */
export const views: readonly View[] = infos.map((info) => ({ ...info, ...entries[info.name] }))
