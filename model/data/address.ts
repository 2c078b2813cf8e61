/** Where the bytes of one picture lie. */
export interface PictureAddress {
  /** Name of a kind of pictures (formats/), which decides how they are read. Only a newer version may know it. */
  readonly kind: string
  /** Path of the file that holds it; '' where it is generated. */
  readonly path: string
  /** Which picture of its file it is, in its kind's notation; '' where the file is the picture. */
  readonly member: string
}
