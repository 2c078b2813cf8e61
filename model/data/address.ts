/** Where the bytes of one picture lie. */
export interface PictureAddress {
  /** Name of a kind of pictures (formats/): how they are read. A workspace may hold one that only a newer version knows. */
  readonly kind: string
  /** Of the file that holds it; '' where it is generated. */
  readonly path: string
  /** What tells it from the others of its file, as its kind has it: '' where the file is the picture. */
  readonly member: string
}
