/** Where the bytes of a picture of the library lie, and whether light and dark are turned round for the model. */
export interface PictureRef {
  readonly id: number
  /** A file by itself, a picture of an IDX file, a member of a zip, or a generated glyph. */
  readonly kind: 'file' | 'idx' | 'zip' | 'glyph'
  /** Of the file that holds it; '' for glyphs. */
  readonly path: string
  /** Its index in an IDX file, its name inside a zip, "SEED SPLIT INDEX" of a glyph; '' for files. */
  readonly member: string
  readonly inverted: boolean
}
