import type { ThumbnailKind } from '../../main/contract/routes.ts'
import { useSetting } from '../state/settings.ts'

/** Least and largest side of a cell, px. */
export const SIZES = { least: 24, most: 192 } as const

/** How the wall looks; remembered. */
export const useWallSize = () => useSetting('wall.size', 64)
export const useWallKind = () => useSetting<ThumbnailKind>('wall.kind', 'picture')
export const useWallCaptions = () => useSetting<boolean>('wall.captions', false)

/** In the order in which one key goes through them. */
export const kinds = [
  { value: 'picture', title: 'Pictures', about: 'The pictures as they are' },
  { value: 'reconstruction', title: 'Reconstructions', about: 'What the model makes of them' },
  { value: 'parts', title: 'Parts', about: 'Their parts, each in the colour of its order' },
] as const satisfies readonly { value: ThumbnailKind; title: string; about: string }[]

/** The kind after this one. */
export function nextKind(kind: ThumbnailKind): ThumbnailKind {
  return kinds[(kinds.findIndex(({ value }) => value === kind) + 1) % kinds.length].value
}
