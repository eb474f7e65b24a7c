import { open, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { readRowFile } from '../../../../electron/image/row-file.ts';
import { pattern, pictureOf, temporaryFolder } from './pictures.ts';

const width = 10;
const height = 6;
const samples = pattern(width, height, 3) as Uint8Array;

/** A file whose bytes, as libvips writes them, the test writes piece by piece. */
async function written() {
  const folder = await temporaryFolder();
  const whole = join(folder, 'whole.v');
  await pictureOf(samples, width, height, 3).toFile(whole);
  const bytes = await readFile(whole);
  const file = await open(join(folder, 'growing.v'), 'wx+');
  onTestFinished(() => file.close());
  let at = 0;
  const write = async (to: number) => {
    await file.write(bytes, at, to - at, at);
    at = to;
  };
  let end = () => {};
  let fail = (_: Error) => {};
  const ended = new Promise<void>((resolve, reject) => {
    end = resolve;
    fail = reject;
  });
  return { file, write, ended, end: () => end(), fail: (error: Error) => fail(error) };
}

/** Bytes of the header and so many rows. */
const rows = (count: number) => 64 + count * width * 3;

it('gives rows as soon as they are there, and the others when they come', async () => {
  const { file, write, ended, end } = await written();
  const opening = readRowFile(file, ended);
  await write(20);
  await write(rows(2));
  const opened = await opening;
  expect(opened).toMatchObject({ width, height, channels: 3, depth: 8 });
  const above = await opened.read({ left: 2, top: 1, width: 3, height: 1 });
  expect(Buffer.from(above)).toEqual(Buffer.from(samples.subarray(36, 45)));

  let came = false;
  const below = opened.read({ left: 0, top: 1, width, height: 3 }).then((bytes) => {
    came = true;
    return bytes;
  });
  // The last row that is asked for still lacks a byte.
  await write(rows(4) - 1);
  await opened.read({ left: 0, top: 2, width, height: 1 });
  expect(came).toBe(false);
  await write(rows(4));
  expect(Buffer.from(await below)).toEqual(Buffer.from(samples.subarray(30, 120)));

  await write(rows(height));
  end();
  expect(Buffer.from(await opened.read({ left: 0, top: 0, width, height }))).toEqual(Buffer.from(samples));
});

it('gives nothing any more once the writing has failed', async () => {
  const { file, write, ended, fail } = await written();
  await write(rows(2));
  const opened = await readRowFile(file, ended);
  const waiting = opened.read({ left: 0, top: 5, width: 1, height: 1 });
  fail(new Error('no more'));
  await expect(waiting).rejects.toThrow('no more');
  await expect(opened.read({ left: 0, top: 0, width: 1, height: 1 })).rejects.toThrow('no more');
});

it('fails with the writing that ended before the first row', async () => {
  const { file, ended, fail } = await written();
  const opening = readRowFile(file, ended);
  fail(new Error('not one'));
  await expect(opening).rejects.toThrow('not one');
});
