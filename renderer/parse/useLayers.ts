import { computed } from 'vue'
import { useSetting } from '../state/settings.ts'
import type { Layer } from './layers.ts'

export const LAYERS: readonly { value: Layer; title: string; about: string }[] = [
  { value: 'reconstruction', title: 'Reconstruction', about: 'What the program draws: the sum of all parts' },
  { value: 'parts', title: 'Parts', about: 'The parts, coloured by order' },
  { value: 'subparts', title: 'Sub-parts', about: 'The sub-parts, coloured by order within their part' },
  { value: 'error', title: 'Error', about: 'The picture minus the reconstruction' },
]

interface Layers {
  readonly over: Layer
  /** Opacity of the layer over the input, 0 to 1. */
  readonly blend: number
  readonly frames: boolean
  /** Whether the original picture is drawn below instead of the model's input. */
  readonly original: boolean
}

/** Default opacity of a layer above the original picture. */
const HALF = 0.5

/** What the canvas shows, remembered by the app. */
export function useLayers() {
  const layers = useSetting<Layers>('parse.layers', {
    over: 'parts',
    blend: 1,
    frames: true,
    original: false,
  })
  const field = <Name extends keyof Layers>(name: Name) =>
    computed({
      get: () => layers.value[name],
      set: (value: Layers[Name]) => {
        layers.value = { ...layers.value, [name]: value }
      },
    })
  return {
    over: field('over'),
    blend: field('blend'),
    frames: field('frames'),
    original: computed({
      get: () => layers.value.original,
      set: (original) => {
        const { blend } = layers.value
        // A fully opaque layer would hide the original; without the original the layer is opaque again.
        const next = original && blend === 1 ? HALF : !original && blend === HALF ? 1 : blend
        layers.value = { ...layers.value, original, blend: next }
      },
    }),
    /** The input (or original) alone, or a layer over it. */
    choice: computed<Layer | 'input'>({
      get: () => (layers.value.blend === 0 ? 'input' : layers.value.over),
      set: (choice) => {
        if (choice === 'input') layers.value = { ...layers.value, blend: 0 }
        else {
          const blend = layers.value.original ? layers.value.blend || HALF : 1
          layers.value = { ...layers.value, over: choice, blend }
        }
      },
    }),
  }
}
