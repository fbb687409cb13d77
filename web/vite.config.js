import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vite';

// One script for every page: it loads the view and the language of the page it is on. build.mjs runs this twice, for the
// browser and, with --ssr, for the program that writes the pages.
export default defineConfig({
  base: './',
  plugins: [svelte()],
  worker: { format: 'es' },
  build: {
    target: 'es2022',
    assetsInlineLimit: 0,
    cssCodeSplit: false,
    manifest: true,
    modulePreload: { polyfill: false },
    rollupOptions: { input: 'src/browser.ts' },
  },
});
