import type { ThumbnailKind } from '../../main/contract/routes.ts'
import { useSetting } from '../state/settings.ts'

/** Smallest and largest side of a cell, px. */
export const SIDES = { min: 24, max: 192 } as const

/** How the wall looks, remembered by the app. */
export const useWallSize = () => useSetting('wall.size', 64)
export const useWallKind = () => useSetting<ThumbnailKind>('wall.kind', 'picture')
export const useWallCaptions = () => useSetting<boolean>('wall.captions', false)

/** What the wall can show of each picture, in the order in which a key goes through it. */
export const kinds = [
  { value: 'picture', title: 'Pictures', about: 'The pictures as they are' },
  { value: 'reconstruction', title: 'Reconstructions', about: 'The pictures as the model draws them' },
  { value: 'parts', title: 'Parts', about: 'Their parts, coloured by order' },
] as const satisfies readonly { value: ThumbnailKind; title: string; about: string }[]

/** The kind after this one. */
export function nextKind(kind: ThumbnailKind): ThumbnailKind {
  return kinds[(kinds.findIndex(({ value }) => value === kind) + 1) % kinds.length].value
}
