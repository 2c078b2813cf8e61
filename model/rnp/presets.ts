import { RnpError } from '../errors.ts'
import { nearest } from '../nearest.ts'
import type { RnpConfig } from './config.ts'

/** The paper's sizes for MNIST and Fashion-MNIST (its supplement), one shared hypernetwork. */
const paper: RnpConfig = {
  side: 28,
  patch: 28,
  z: 32,
  e: 32,
  hidden: 64,
  glimpses: [4, 4],
  offset: 3.3,
  encoder: { blocks: 5, units: 64 },
  generatedActivation: 'layernorm-elu',
  hypernetwork: 'shared',
}

/**
 * Decoded patches of 14 px: sub-parts are drawn at 2-4 px on the canvas, so 14 px lose nothing visible and a
 * training step costs 40 % of the paper's. The encoder is the public code's.
 */
const compact = { patch: 14, encoder: { blocks: 4, units: 128 } } as const

export const presets = {
  mnist: paper,
  fashion: paper,
  omniglot: { ...paper, z: 96 },
  'mnist-compact': { ...paper, ...compact },
  'fashion-compact': { ...paper, ...compact },
  'omniglot-compact': { ...paper, z: 96, ...compact },
} as const satisfies Record<string, RnpConfig>

export type PresetName = keyof typeof presets

/**
 * The preset of that name.
 *
 * @throws RnpError 'usage/invalid', naming the nearest one
 */
export function preset(name: string): RnpConfig {
  if (Object.hasOwn(presets, name)) return presets[name as PresetName]
  const names = Object.keys(presets)
  throw new RnpError(
    'usage/invalid',
    `Unknown preset "${name}".`,
    `Did you mean ${nearest(name, names)}? There are: ${names.join(', ')}.`,
  )
}
