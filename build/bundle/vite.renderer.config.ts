import path from 'node:path';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

const root = path.resolve(import.meta.dirname, '../..');

/** The screen: one page and the worker that runs networks. */
export default defineConfig({
  root: path.join(root, 'renderer'),
  // Served at the root of both hosts, yet nothing in it depends on where it stands.
  base: './',
  plugins: [react()],
  // onnxruntime-web with its WebAssembly as files of their own: else each of its bundles carries a copy.
  resolve: { conditions: ['onnxruntime-web-use-extern-wasm', 'module', 'browser', 'development|production'] },
  worker: { format: 'es' },
  build: {
    outDir: path.join(root, 'build', 'out', 'renderer'),
    emptyOutDir: true,
    // Electron's Chromium is newer; the browser host also meets what people have.
    target: ['chrome120', 'edge120', 'firefox121', 'safari17.4'],
    // The page's policy allows no data: scripts, and a file is cached.
    assetsInlineLimit: 0,
    sourcemap: true,
    // 14 MB of WebAssembly are loaded only by the worker that needs them.
    chunkSizeWarningLimit: 1000,
  },
});
