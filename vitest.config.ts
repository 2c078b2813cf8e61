import { availableParallelism } from 'node:os'
import vue from '@vitejs/plugin-vue'
import { defineConfig } from 'vitest/config'

const TESTS = '{main,model,renderer,e2e}/**/*.test.{ts,mjs}'
/** Those that start the app or one of its processes, train, compile or compare for long, and all in a browser. */
const SLOW = ['{main,model,renderer}/**/*.slow.test.{ts,mjs}', 'e2e/**/*.test.ts']

const SECOND = 1000
const cores = availableParallelism()

export default defineConfig({
  plugins: [vue()],
  test: {
    pool: 'forks',
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: [TESTS],
          exclude: SLOW,
          testTimeout: 5 * SECOND,
          hookTimeout: 5 * SECOND,
          // Kernels are tested on threads of their own, two or three a file.
          maxWorkers: Math.max(2, cores >> 1),
          sequence: { groupOrder: 0 },
        },
      },
      {
        extends: true,
        test: {
          name: 'slow',
          include: SLOW,
          testTimeout: 240 * SECOND,
          hookTimeout: 240 * SECOND,
          // An app is a process and up to three more beside it, and its window.
          maxWorkers: Math.max(2, cores >> 2),
          // After the others, whose limit counts on a machine that does little else.
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
})
