import { defineStore } from 'pinia'
import { ref, shallowRef } from 'vue'

/**
 * What is looked at, the same in every view: a picture, a parse of it, and a part of that parse. Nothing else stores it:
 * the address (app/placeAddress.ts), the active picture of the wall and what the Parse view fetches follow this store.
 */
export const usePlace = defineStore('place', () => {
  const picture = ref<number>()
  /** A kept parse; undefined for the one by the current model. */
  const parse = ref<number>()
  /** Path of the part in the tree, with indices from 0; [] is the whole picture. */
  const path = shallowRef<readonly number[]>([])

  /** Goes to a picture, and to the kept parse `parseId` if given. Another picture is looked at as a whole first. */
  function go(pictureId: number | undefined, parseId?: number): void {
    if (pictureId !== picture.value) path.value = []
    picture.value = pictureId
    parse.value = parseId
  }

  return {
    picture,
    parse,
    path,
    go,
    /** Goes to another parse of the picture. */
    goToParse: (parseId: number | undefined): void => {
      parse.value = parseId
    },
    /** Goes to a part of the parse. */
    goToPart: (to: readonly number[]): void => {
      path.value = to
    },
  }
})
