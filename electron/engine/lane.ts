import { randomBytes } from 'node:crypto';
import { closeSync, openSync, readSync, rmSync, writeSync } from 'node:fs';
import { open, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { temporaryPrefix } from '../image/temporary-folders.ts';

/**
 * A file through which this process and an engine's hand each other pixels, one order at a time: first what the
 * network is given, then, over it, what it made. The messages between them stay small. (Through the channel itself
 * a result of 5 MB is copied six times, and is not under way before the engine's event loop is free again: the next
 * tile keeps it busy for as long as it runs.)
 *
 * The other end takes the file's name away as soon as it has opened it, so nothing stays, however either ends.
 */
export interface Lane {
  readonly path: string;
  write(samples: ArrayBufferView): Promise<void>;
  /** So many bytes from the beginning of a buffer that may be longer; whoever is done with it may `recycle` it. */
  read(bytes: number): Promise<ArrayBuffer>;
  /** Takes the name away, if the other end has not. Never rejects. */
  close(): Promise<void>;
}

/** A lane from this end. Rejects when the system's temporary folder cannot be written to. */
export async function openLane(): Promise<Lane> {
  const name = temporaryPrefix(process.pid) + randomBytes(3).toString('hex');
  const file = path.join(os.tmpdir(), name);
  const handle = await open(file, 'wx+', 0o600);
  return {
    path: file,
    write: async (samples) => {
      const bytes = bytesOf(samples);
      for (let at = 0; at < bytes.length; ) {
        at += (await handle.write(bytes, at, bytes.length - at, at)).bytesWritten;
      }
    },
    read: async (length) => {
      const bytes = new Uint8Array(takeBuffer(length));
      for (let at = 0; at < length; ) {
        const { bytesRead } = await handle.read(bytes, at, length - at, at);
        if (bytesRead === 0) throw new Error('the engine wrote less than it said');
        at += bytesRead;
      }
      return bytes.buffer;
    },
    close: async () => {
      await handle.close().catch(() => {});
      await rm(file, { force: true }).catch(() => {});
    },
  };
}

/** Results that nobody needs any more. Fresh memory is handed out page by page, which takes longer than reading. */
const spare: ArrayBuffer[] = [];

/** Of a tile that is placed and one that is being read. */
const mostSpare = 2;

function takeBuffer(length: number): ArrayBuffer {
  const index = spare.findIndex(({ byteLength }) => byteLength >= length && byteLength <= 2 * length);
  return index < 0 ? new ArrayBuffer(length) : spare.splice(index, 1)[0]!;
}

/** Gives a result's memory back for the next ones; nobody may look at it after. */
export function recycle({ buffer }: ArrayBufferView): void {
  if (!(buffer instanceof ArrayBuffer)) return;
  spare.unshift(buffer);
  spare.length = Math.min(spare.length, mostSpare);
}

/** The engine's end: it has nothing else to do meanwhile. */
export interface LaneEnd {
  read(bytes: number): ArrayBuffer;
  write(samples: ArrayBufferView): void;
  close(): void;
}

/** Throws when there is no such file. */
export function joinLane(file: string): LaneEnd {
  const descriptor = openSync(file, 'r+');
  rmSync(file, { force: true });
  return {
    read: (length) => {
      const bytes = new Uint8Array(length);
      for (let at = 0; at < length; ) {
        const count = readSync(descriptor, bytes, at, length - at, at);
        if (count === 0) throw new Error('the lane holds less than it was said to');
        at += count;
      }
      return bytes.buffer;
    },
    write: (samples) => {
      const bytes = bytesOf(samples);
      for (let at = 0; at < bytes.length; ) at += writeSync(descriptor, bytes, at, bytes.length - at, at);
    },
    close: () => closeSync(descriptor),
  };
}

function bytesOf({ buffer, byteOffset, byteLength }: ArrayBufferView): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}
