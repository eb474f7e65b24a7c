import { contextBridge, ipcRenderer, webUtils } from 'electron';
import { type Bridge, bridgeChannels } from '../contract/bridge.ts';
import type { MachineEvent } from '../contract/events.ts';
import type { AddedFile } from './page-calls.ts';

/** Everything that crosses from the page to the main process; the main process checks all of it. */
const bridge: Bridge = {
  call: (name, input) => ipcRenderer.invoke(bridgeChannels.call, name, input),
  onEvent: (listener) => {
    const hear = (_: unknown, event: MachineEvent) => listener(event);
    ipcRenderer.on(bridgeChannels.event, hear);
    return () => void ipcRenderer.off(bridgeChannels.event, hear);
  },
  addFiles: async (files) => {
    const added = await Promise.all(files.map(toAdded));
    await ipcRenderer.invoke(bridgeChannels.add, added);
  },
};

/** A file of the disk goes by its path; a pasted picture has none and goes as bytes. */
async function toAdded(file: File): Promise<AddedFile> {
  const path = webUtils.getPathForFile(file);
  return path ? { path } : { name: file.name, bytes: new Uint8Array(await file.arrayBuffer()) };
}

contextBridge.exposeInMainWorld('residual', bridge);
