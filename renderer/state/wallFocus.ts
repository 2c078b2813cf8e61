import { ref } from 'vue'

/** Whether the wall of pictures is to take the focus: at once, or when it is next there. */
const wanted = ref(false)

export const wallFocus = {
  wanted,
  ask(): void {
    wanted.value = true
  },
}
