import vue from '@vitejs/plugin-vue'
import { defineConfig } from 'vitest/config'

export default defineConfig({
  plugins: [vue()],
  test: {
    include: ['{main,model,renderer,e2e}/**/*.test.{ts,mjs}'],
    pool: 'forks',
    // Tests of training and of kernels use several threads of their own.
    maxWorkers: 2,
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
})
