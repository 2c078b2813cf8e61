// Constants of every program. The AssemblyScript compiler reads this file as well (backends/simd/assembly/), so it holds
// nothing but numbers.

/** Affine numbers of an action: a11 a12 tx a21 a22 ty. */
export const ACTION = 6

/** Units of the action decoder's hidden layers (the paper's supplement). */
export const ACTION_UNITS = 32

/** Added to variances: PyTorch's default, which the reference figures were measured with. */
export const EPSILON = 1e-5
