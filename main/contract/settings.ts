import { z } from 'zod'

/** What a window may have remembered: a name for each thing. The app's own settings have other names. */
export const windowSetting = z.enum([
  'keys',
  'panes.library',
  'panes.parse',
  'panes.train',
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
