import { engineKindSchema } from '../../electron/contract/settings.ts';
import { useApp } from '../app/app-context.ts';
import { t } from '../locales/translate.ts';
import { describeEngine, engineInUse, engineKinds } from './describe-engine.ts';

/** Which engine runs; a choice where there is more than one. */
export function EngineChoice() {
  const all = useApp((state) => state.engines);
  const engines = engineKinds(all);
  const asked = useApp((state) => state.settings.engine);
  const change = useApp((state) => state.change);
  const connected = useApp((state) => state.host !== null);
  const inUse = engineInUse(engines, asked);
  if (!connected) return null;
  if (engines.length <= 1 && asked === 'auto') {
    return <p className="engine-in-use">{inUse ? describeEngine(inUse) : t('engine.none')}</p>;
  }
  const automatic = engineInUse(engines, 'auto');
  return (
    <select
      className="engine-choice"
      aria-label={t('engine.label')}
      value={asked}
      onChange={(event) => {
        const kind = engineKindSchema.safeParse(event.currentTarget.value);
        change({ engine: kind.success ? kind.data : 'auto' });
      }}
    >
      <option value="auto">
        {automatic ? t('engine.automatic', { engine: describeEngine(automatic) }) : t('engine.auto')}
      </option>
      {engines.map((engine) => (
        <option key={engine.kind} value={engine.kind}>
          {describeEngine(engine)}
        </option>
      ))}
      {asked !== 'auto' && !inUse && <option value={asked}>{t('engine.missing', { engine: asked })}</option>}
    </select>
  );
}
