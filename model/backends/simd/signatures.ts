// Written by `npm run kernels` from the sources in assembly/. Do not edit.

/** The parameters of each kernel, in order, before the range of items [from, to) that it runs over. */
export const KERNELS = {
  gemm: ['As', 'rowA', 'colA', 'Bs', 'rowB', 'colB', 'pieces', 'C', 'rowC', 'M', 'N', 'K', 'accumulate'],
  gemmFewRows: ['A', 'rowA', 'colA', 'B', 'rowB', 'C', 'rowC', 'M', 'N', 'K'],
  gemmPacked: ['A', 'rowA', 'colA', 'packed', 'C', 'rowC', 'M', 'N', 'K'],
  gemmPackedSlices: ['A', 'rowA', 'colA', 'packed', 'partials', 'M', 'N', 'K', 'chunk'],
  gemmSlices: ['A', 'rowA', 'colA', 'B', 'rowB', 'colB', 'partials', 'M', 'N', 'K', 'chunk'],
  packPanels: ['B', 'rowB', 'colB', 'packed', 'N', 'K'],
  conv: ['x', 'filter', 'out', 'height', 'width', 'channels', 'outputs', 'size', 'turned', 'pad', 'outHeight', 'outWidth'],
  convFilterSlices: ['x', 'dy', 'partials', 'height', 'width', 'channels', 'outputs', 'size', 'pad', 'outHeight', 'outWidth', 'batch', 'chunk'],
  winograd: ['x', 'weights', 'out', 'height', 'width', 'channels', 'outputs', 'pad', 'outHeight', 'outWidth'],
  winogradFilter: ['filter', 'weights', 'channels', 'outputs', 'turned'],
  winogradFilterSlices: ['x', 'dy', 'partials', 'height', 'width', 'channels', 'outputs', 'pad', 'outHeight', 'outWidth', 'batch', 'chunk'],
  maxPool: ['x', 'out', 'height', 'width', 'channels', 'outHeight', 'outWidth'],
  maxPoolGrad: ['dy', 'x', 'dx', 'height', 'width', 'channels', 'outHeight', 'outWidth'],
  binary: ['op', 'a', 'stepA', 'b', 'stepB', 'out'],
  binaryBlocks: ['op', 'a', 'timesA', 'b', 'timesB', 'out', 'size'],
  binaryRows: ['op', 'a', 'b', 'out', 'columns'],
  unary: ['op', 'a', 'out'],
  copyPieces: ['source', 'sourceStep', 'target', 'targetStep', 'bytes'],
  zero: ['x'],
  meanOfSums: ['sums', 'count', 'size', 'out'],
  squaredDifferenceGrad: ['a', 'b', 'dy', 'd', 'size'],
  sumColumns: ['x', 'out', 'rows', 'columns'],
  sumColumnSlices: ['x', 'out', 'rows', 'columns', 'chunk'],
  sumPieces: ['As', 'Bs', 'pieces', 'out', 'rows', 'columns', 'accumulate'],
  sumRows: ['x', 'out', 'columns'],
  sumSlices: ['slices', 'kind', 'sums'],
  affineSample: ['image', 'matrix', 'out', 'H', 'side'],
  affineSampleGrad: ['dOut', 'image', 'matrix', 'dImage', 'dMatrix', 'H', 'side'],
  layerNorm: ['x', 'gamma', 'beta', 'y', 'normalized', 'rstd', 'columns', 'epsilon', 'elu'],
  layerNormGrad: ['dy', 'normalized', 'rstd', 'gamma', 'beta', 'dx', 'dAffine', 'columns', 'elu'],
  batchNorm: ['x', 'residual', 'gamma', 'beta', 'mean', 'variance', 'y', 'columns', 'epsilon', 'floor'],
  batchNormGrad: ['dy', 'y', 'x', 'gamma', 'mean', 'variance', 'dGamma', 'dBeta', 'dx', 'dResidual', 'rows', 'columns', 'epsilon', 'floor'],
  batchNormMoments: ['x', 'moments', 'rows', 'columns', 'chunk'],
  batchNormStatistics: ['moments', 'mean', 'variance', 'rows', 'columns', 'chunk'],
  batchNormSums: ['dy', 'y', 'x', 'mean', 'variance', 'sums', 'rows', 'columns', 'chunk', 'epsilon', 'floor'],
  glimpse: ['theta', 'patch', 'action', 'hState', 'hPolicy', 'state', 'policy', 'actionOut', 'decoded', 'saved', 'patchSide', 'zSize', 'eSize', 'hiddenSize', 'isActivated'],
  glimpseGrad: ['dState', 'dPolicy', 'dAction', 'dDecoded', 'theta', 'patch', 'action', 'hState', 'hPolicy', 'decoded', 'saved', 'frames', 'dPatch', 'dActionIn', 'dHState', 'dHPolicy', 'patchSide', 'zSize', 'eSize', 'hiddenSize', 'isActivated'],
  glimpseThetaGrad: ['list', 'glimpses', 'dTheta', 'patchSide', 'zSize', 'eSize', 'hiddenSize', 'isActivated'],
  runProgram: ['theta', 'patch0', 'action0', 'canvas', 'states', 'actions', 'patches', 'saved', 'patchSide', 'zSize', 'eSize', 'hiddenSize', 'isActivated', 'glimpses', 'offset'],
  runProgramGrad: ['dCanvas', 'dStates', 'dActions', 'dPatches', 'theta', 'patch0', 'action0', 'actions', 'patches', 'saved', 'dTheta', 'dPatch0', 'dAction0', 'patchSide', 'zSize', 'eSize', 'hiddenSize', 'isActivated', 'glimpses', 'offset'],
  hiddenLayer: ['x', 'weight', 'bias', 'gamma', 'beta', 'y', 'normalized', 'rstd', 'inputs', 'units', 'epsilon'],
  hiddenLayerGrad: ['dy', 'weight', 'normalized', 'rstd', 'gamma', 'beta', 'dPre', 'dAffine', 'dx', 'inputs', 'units'],
  adamUpdate: ['blocks', 'rate', 'beta1', 'beta2', 'rest1', 'rest2', 'epsilon', 'correction1', 'correction2', 'scale'],
  lerp: ['blocks', 'weight'],
} as const

/** The exports that are not kernels. */
export interface Functions {
  setScratch(pointer: number): void
  glimpseFrameSize(patchSide: number, zSize: number, eSize: number, hiddenSize: number, isActivated: number): number
  glimpseSavedSize(patchSide: number, zSize: number, eSize: number, hiddenSize: number, isActivated: number): number
  turnsApart(out: number, n: number): void
  turnsBeside(out: number, n: number): void
}
