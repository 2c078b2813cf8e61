import { z } from 'zod'
import { views } from './views.ts'

/** Names of what a window may ask the app to remember. The app's own settings have other names. */
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
