import path from 'node:path';
import { defineConfig } from 'vite';

const root = path.resolve(import.meta.dirname, '../..');

/** Electron's preload: one CommonJS file, since a sandboxed preload can load neither modules nor files. */
export default defineConfig({
  root,
  ssr: { noExternal: true, external: ['electron'] },
  build: {
    ssr: true,
    outDir: path.join(root, 'build', 'out'),
    emptyOutDir: false,
    copyPublicDir: false,
    target: 'chrome140',
    sourcemap: true,
    minify: false,
    rolldownOptions: {
      external: ['electron'],
      input: { preload: path.join(root, 'electron/shell/preload.ts') },
      output: { format: 'cjs', entryFileNames: '[name].cjs', codeSplitting: false },
    },
  },
});
