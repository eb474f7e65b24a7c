import { type IpcMainInvokeEvent, ipcMain } from 'electron';
import { z } from 'zod';
import { bridgeChannels } from '../contract/bridge.ts';
import type { OpenedMachine } from '../machine/open-machine.ts';
import { receivePhoto } from '../machine/receive-photo.ts';
import { isOurs } from './scheme.ts';

/** What the preload hands over: a file of the user's disk, or bytes that have none (a pasted picture). */
const addedSchema = z.array(
  z.union([z.object({ path: z.string().min(1) }), z.object({ name: z.string(), bytes: z.instanceof(Uint8Array) })]),
);
export type AddedFile = z.infer<typeof addedSchema>[number];

/**
 * Answers the page's calls.
 *
 * @param resultsFolder where results of pictures go that lie in no folder of the user's.
 */
export function answerPage(
  machine: Pick<OpenedMachine, 'addFile' | 'addPaths' | 'call' | 'uploads'>,
  resultsFolder: string,
): void {
  ipcMain.handle(bridgeChannels.call, async (event, name: unknown, input: unknown) => {
    checkSender(event);
    const answer = await machine.call(name, input);
    switch (answer.kind) {
      case 'answer':
        return answer.value;
      case 'problem':
        return { problem: answer.problem };
      case 'misuse':
        throw new Error(answer.detail);
    }
  });

  ipcMain.handle(bridgeChannels.add, async (event, files: unknown) => {
    checkSender(event);
    const added = addedSchema.parse(files);
    await machine.addPaths(added.flatMap((file) => ('path' in file ? [file.path] : [])));
    for (const file of added) {
      if ('path' in file) continue;
      const body = new Blob([file.bytes as Uint8Array<ArrayBuffer>]).stream();
      const never = new AbortController().signal;
      const photo = await receivePhoto(machine.uploads, file.name, body, file.bytes.length, never);
      await machine.addFile({ path: photo.path, name: photo.name, folder: resultsFolder });
    }
  });
}

/** Only our page's main frame may call: a frame or a page that got in some other way may not. */
function checkSender({ senderFrame, sender }: IpcMainInvokeEvent): void {
  if (senderFrame === null || senderFrame !== sender.mainFrame || !isOurs(senderFrame.url)) {
    throw new Error('a call from another page');
  }
}
