import { useEffect, useState } from 'react';
import { addFiles } from '../queue/add-files.ts';
import { collectFiles } from '../queue/collect-files.ts';
import { useServices } from './app-context.ts';
import { tell } from './tell.ts';

/** Takes files that are dropped anywhere or pasted. True while some are dragged over the window. */
export function useIncomingFiles(): boolean {
  const services = useServices();
  const [dragging, setDragging] = useState(false);

  useEffect(() => {
    const stopping = new AbortController();
    const { signal } = stopping;

    function over(event: DragEvent) {
      if (!event.dataTransfer?.types.includes('Files')) return;
      event.preventDefault();
      event.dataTransfer.dropEffect = 'copy';
      setDragging(true);
    }

    function leave(event: DragEvent) {
      // Leaving one element for another is no leaving: only the window's edge has nothing beyond it.
      if (event.relatedTarget === null) setDragging(false);
    }

    async function drop(event: DragEvent) {
      setDragging(false);
      if (!event.dataTransfer?.types.includes('Files')) return;
      event.preventDefault();
      const { host } = services.store.getState();
      const dropped = droppedFiles(event.dataTransfer, host?.host === 'electron');
      await tell(services.store, '', async () => addFiles(services, await dropped));
    }

    function paste(event: ClipboardEvent) {
      const files = [...(event.clipboardData?.files ?? [])];
      if (files.length > 0) void addFiles(services, files);
    }

    window.addEventListener('dragenter', over, { signal });
    window.addEventListener('dragover', over, { signal });
    window.addEventListener('dragleave', leave, { signal });
    window.addEventListener('drop', (event) => void drop(event), { signal });
    window.addEventListener('paste', paste, { signal });
    return () => stopping.abort();
  }, [services]);

  return dragging;
}

/** Electron's main process opens folders itself; a browser's page has to. Everything is read off before the first await. */
async function droppedFiles(transfer: DataTransfer, asTheyAre: boolean): Promise<readonly File[]> {
  const files = [...transfer.files];
  const entries = [...transfer.items].map((item) => item.webkitGetAsEntry());
  const folders = entries.filter((entry) => entry?.isDirectory);
  if (asTheyAre || folders.length === 0) return files;
  return collectFiles(entries.filter((entry) => entry !== null));
}
