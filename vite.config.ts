import { fileURLToPath } from 'node:url'
import vue from '@vitejs/plugin-vue'
import { defineConfig } from 'vite'

const at = (path: string) => fileURLToPath(new URL(path, import.meta.url))

/** Builds the window's pages; main/ and model/ are not bundled (ARCHITECTURE.md). */
export default defineConfig({
  root: at('renderer'),
  plugins: [vue()],
  resolve: {
    // Plotly would write its rules into a <style>, which the policy of our pages forbids (main/http/headers.ts): in place
    // of the module that does so it gets its own style sheet, which is served with ours.
    alias: { '../build/plotcss': 'plotly.js/dist/plotly.css' },
  },
  // Plotly expects Node's name for it.
  define: { global: 'globalThis', __VUE_OPTIONS_API__: 'false', __VUE_PROD_DEVTOOLS__: 'false' },
  build: {
    outDir: at('out/renderer'),
    emptyOutDir: true,
    // The browser of Electron 45, and what the app is opened in without it.
    target: 'es2024',
    // The policy of our pages allows no script in them (main/http/headers.ts).
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
    // Plotly is one lazy chunk and weighs what it weighs.
    chunkSizeWarningLimit: 2500,
  },
})
