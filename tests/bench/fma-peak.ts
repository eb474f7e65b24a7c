import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';

/**
 * GFLOPS of fused multiply-adds on all cores, measured by fma-peak.c; null where no C compiler is.
 *
 * @param threads as many as run the networks.
 */
export function measureFmaPeak(threads: number): number | null {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'residual-bench-'));
  const program = path.join(folder, 'fma-peak');
  try {
    const source = path.join(import.meta.dirname, 'fma-peak.c');
    execFileSync('cc', ['-O3', '-march=native', '-pthread', source, '-o', program], { stdio: 'ignore' });
    return Number(execFileSync(program, [String(threads)], { encoding: 'utf8' }));
  } catch {
    return null;
  } finally {
    rmSync(folder, { recursive: true });
  }
}
