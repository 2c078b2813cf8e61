import { computed } from 'vue'
import { useSetting } from '../state/settings.ts'
import type { Layer } from './layers.ts'

export const LAYERS: readonly { value: Layer; title: string; about: string }[] = [
  { value: 'reconstruction', title: 'Reconstruction', about: 'What the program draws, all parts added' },
  { value: 'parts', title: 'Parts', about: 'Each part in the colour of its order' },
  { value: 'subparts', title: 'Sub-parts', about: 'Each sub-part in the colour of its order in its part' },
  { value: 'error', title: 'Error', about: 'The picture minus the reconstruction' },
]

interface Layers {
  readonly over: Layer
  /** Opacity of the layer over the input, 0 to 1. */
  readonly blend: number
  readonly frames: boolean
  /** Whether the original picture lies below instead of the model's input. */
  readonly original: boolean
}

/** Of a layer above the original picture, to begin with. */
const HALF = 0.5

/** What the canvas shows, remembered. */
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
        // Below a full layer the original would not be seen; without it the layer is full again.
        const next = original && blend === 1 ? HALF : !original && blend === HALF ? 1 : blend
        layers.value = { ...layers.value, original, blend: next }
      },
    }),
    /** The input alone, or a layer over it. */
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
