import { useApp } from '../app/app-context.ts';
import { t } from '../locales/translate.ts';
import { useUsed } from '../settings/use-used.ts';
import { Section } from '../ui/section.tsx';

/** The networks there are; the chosen one is framed. */
export function ModelSection() {
  const models = useApp((state) => state.models);
  const change = useApp((state) => state.change);
  const used = useUsed();
  return (
    <Section title={t('model.title')}>
      <fieldset className="models" aria-label={t('model.title')}>
        {models.map(({ id, title, description }) => (
          <label key={id} className="model">
            <input type="radio" name="model" checked={used?.model.id === id} onChange={() => change({ model: id })} />
            <span className="model-title">{title}</span>
            <span className="quiet">{description}</span>
          </label>
        ))}
      </fieldset>
    </Section>
  );
}
