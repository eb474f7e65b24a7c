import { describe, expect, it } from 'vitest';
import type { EngineStatus } from '../../../../electron/contract/calls.ts';
import { describeEngine, engineInUse, engineKinds } from '../../../../renderer/settings/describe-engine.ts';

const gpu: EngineStatus = { kind: 'webgpu', name: 'Radeon 780M', speed: 4.12 };
const native: EngineStatus = { kind: 'native', name: '8 threads', speed: null };

describe('the engines to choose from', () => {
  it('are one of each kind, though two tabs offer the same GPU', () => {
    expect(engineKinds([gpu, { ...gpu }, native])).toEqual([gpu, native]);
  });

  it('are called by what they run on, with their speed once it was measured', () => {
    expect(describeEngine(gpu)).toBe('GPU: Radeon 780M · 4.1 Mpx/s');
    expect(describeEngine(native)).toBe('CPU: 8 threads');
  });

  it('are taken in the machine’s order unless one was asked for', () => {
    expect(engineInUse([gpu, native], 'auto')).toBe(gpu);
    expect(engineInUse([gpu, native], 'native')).toBe(native);
    expect(engineInUse([native], 'webgpu')).toBeUndefined();
  });
});
