import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { electronProgram, ensureElectron } from '../../../../build/setup/electron-program.mjs';

const place = { root: '' };
const at = (name: string) => path.join(place.root, 'node_modules', name);
const said: string[] = [];
const say = (line: string) => said.push(line);

/** Stands for Electron's own script: counts its runs, and succeeds or fails. */
const installScript = (succeeds: boolean) => `
const fs = require('node:fs');
const path = require('node:path');
fs.appendFileSync(path.join(__dirname, 'runs'), 'x');
if (!${succeeds}) process.exit(1);
fs.mkdirSync(path.join(__dirname, 'dist'), { recursive: true });
fs.writeFileSync(path.join(__dirname, 'dist', 'electron'), '');
fs.writeFileSync(path.join(__dirname, 'path.txt'), 'electron');
`;

beforeEach(async () => {
  place.root = await mkdtemp(path.join(os.tmpdir(), 'residual-electron-'));
  await mkdir(at('electron'), { recursive: true });
  said.length = 0;
});

afterEach(() => rm(place.root, { recursive: true, force: true }));

describe('Electron’s program', () => {
  it('is fetched once, and then found without a word', async () => {
    await writeFile(at('electron/install.js'), installScript(true));
    expect(electronProgram(place.root)).toBeNull();
    expect(await ensureElectron(place.root, say)).toBe(at('electron/dist/electron'));
    expect(await ensureElectron(place.root, say)).toBe(at('electron/dist/electron'));
    expect(said).toHaveLength(1);
    expect(await readFile(at('electron/runs'), 'utf8')).toBe('x');
  });

  it('that cannot be fetched is not tried for again at every start', async () => {
    await writeFile(at('electron/install.js'), installScript(false));
    expect(await ensureElectron(place.root, say)).toBeNull();
    expect(await ensureElectron(place.root, say)).toBeNull();
    expect(said).toHaveLength(1);
    expect(await readFile(at('electron/runs'), 'utf8')).toBe('x');
  });

  it('is not found where only its name was left', async () => {
    await writeFile(at('electron/path.txt'), 'electron');
    expect(electronProgram(place.root)).toBeNull();
  });
});
