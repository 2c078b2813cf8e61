import { ChartSpline, Images, Plus, ScanSearch, Search } from '@lucide/vue'
import type { Component } from 'vue'
import { views as infos, type ViewInfo, type ViewName } from '../../main/contract/views.ts'
import type { Command } from '../commands/commands.ts'
import type { PaletteSource } from '../commands/paletteEntries.ts'
import LibraryView from '../library/LibraryView.vue'
import { useLibraryInPalette } from '../library/libraryInPalette.ts'
import { useRunsInPalette } from '../train/runsInPalette.ts'

/** What the window adds to a view of the contract's table. */
interface ViewEntry {
  readonly icon: Component
  /** What shows it; fetched when it is first looked at, where this is a function. */
  readonly component: Component | (() => Promise<Component>)
  /** The name of what its address says behind its own name: an id, which may be missing. */
  readonly param?: string
  /** What it adds to the palette, also while it is not looked at. */
  readonly palette?: () => PaletteSource
  /** Those of its commands that every view offers, which go to this one first. */
  readonly offers?: readonly Pick<Command, 'id' | 'title' | 'icon'>[]
}

/** A view missing here, or one that the contract does not have, does not compile. */
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
