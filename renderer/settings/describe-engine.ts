import type { EngineStatus } from '../../electron/contract/calls.ts';
import type { Settings } from '../../electron/contract/settings.ts';
import { formatRate } from '../locales/format.ts';
import { t } from '../locales/translate.ts';

/** The engine that would run now: the one that is set, or the machine's first. */
export function engineInUse(engines: readonly EngineStatus[], asked: Settings['engine']): EngineStatus | undefined {
  return asked === 'auto' ? engines[0] : engines.find(({ kind }) => kind === asked);
}

/** The engines to choose from: the first of each kind, since the kind is what is chosen. */
export function engineKinds(engines: readonly EngineStatus[]): readonly EngineStatus[] {
  return engines.filter(({ kind }, at) => engines.findIndex((engine) => engine.kind === kind) === at);
}

/** `GPU: Radeon 780M · 4.1 Mpx/s`; the speed once it was measured. */
export function describeEngine({ kind, name, speed }: EngineStatus): string {
  const engine = t(`engine.${kind}`, { name });
  return speed === null ? engine : t('engine.speed', { engine, speed: formatRate(speed) });
}
