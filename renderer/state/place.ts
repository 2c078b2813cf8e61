import { defineStore } from 'pinia'
import { ref, shallowRef } from 'vue'

/**
 * What is looked at, in every view at once: a picture, a parse of it, and a part of that parse. This is the one place
 * that knows: the address (app/placeAddress.ts), the picture the wall is at and what the Parse view fetches follow it.
 */
export const usePlace = defineStore('place', () => {
  const picture = ref<number>()
  /** A kept parse; undefined for the one by the current model. */
  const parse = ref<number>()
  /** Place of the part in the tree, from 0; [] is the whole picture. */
  const path = shallowRef<readonly number[]>([])

  /** Goes to a picture and to a kept parse of it where one is named; of another picture, the whole is looked at first. */
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
