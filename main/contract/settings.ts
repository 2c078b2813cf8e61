import { z } from 'zod'
import { views } from './views.ts'

/** What a window may have remembered: a name for each thing. The app's own settings have other names. */
export const windowSetting = z.enum([
  'keys',
  ...views.map(({ name }) => `panes.${name}` as const),
  'parse.layers',
  'parse.open',
  'parse.speed',
  'place',
  'runs.interruptions',
  'theme',
  'train.log',
  'train.smooth',
  'wall.captions',
  'wall.kind',
  'wall.size',
])

export type WindowSetting = z.infer<typeof windowSetting>
