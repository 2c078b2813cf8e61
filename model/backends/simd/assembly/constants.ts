// Constants that the kernels share with the TypeScript that calls them. Both compilers read this file, so it holds nothing
// but numbers: AssemblyScript takes them as i32.

/** Columns of a packed panel of a product's right-hand side. */
export const PANEL = 16

/** Most rows packed at once: a panel of 256 x 16 floats is 16 KB, half an L1 cache. */
export const BLOCK_ROWS = 256

/** Most panels packed at once: rows of C are then written 1 KB at a time. */
export const GROUP_PANELS = 16

/** Columns of a row that a thread of gemmFewRows reads at once: 4 KB. */
export const SEGMENT = 1024

/** Bytes of a tile in scratch, which an incomplete tile goes through. */
export const TILE_BYTES = 320

/** Bytes at the start of a thread's scratch that the products of generated layers use. */
export const PRODUCT_SCRATCH = 320

/** Points of a tile of Winograd's F(4 x 4, 3 x 3): 6 x 6. */
export const WINOGRAD_POINTS = 36

/** Tiles that Winograd's kernels transform and multiply at once: their points stay in the L2 cache. */
export const WINOGRAD_BLOCK = 36
