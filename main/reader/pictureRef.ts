import type { PictureAddress } from '../../model/data/address.ts'

/** A picture of the library: where its bytes lie, and whether light and dark are turned round for the model. */
export interface PictureRef extends PictureAddress {
  readonly id: number
  readonly inverted: boolean
}
