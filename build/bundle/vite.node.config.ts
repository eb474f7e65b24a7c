import path from 'node:path';
import { defineConfig } from 'vite';

const root = path.resolve(import.meta.dirname, '../..');

/** What is not bundled: native code, which has to be found where npm put it, and Electron itself. */
const external = ['electron', 'onnxruntime-node', 'sharp'];

/** The machine's programs: the command line, the native engine's process, and Electron's main process. */
export default defineConfig({
  root,
  ssr: { noExternal: true, external },
  build: {
    ssr: true,
    outDir: path.join(root, 'build', 'out'),
    emptyOutDir: false,
    copyPublicDir: false,
    target: 'node20.19',
    sourcemap: true,
    minify: false,
    rolldownOptions: {
      external,
      input: {
        cli: path.join(root, 'electron/cli/main.ts'),
        'engine-process': path.join(root, 'electron/engine/engine-process.ts'),
        shell: path.join(root, 'electron/shell/main.ts'),
      },
      output: { entryFileNames: '[name].js', chunkFileNames: 'chunks/[name]-[hash].js' },
    },
  },
});
