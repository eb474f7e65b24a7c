import { type ReactNode, useId } from 'react';
import { automatic } from '../../models/inference/choose-model.ts';
import { useApp } from '../app/app-context.ts';
import { t } from '../locales/translate.ts';
import { useSelectedJob, useUsed, useUsedForPhoto } from '../settings/use-used.ts';
import { Section } from '../ui/section.tsx';
import { AutoReason } from './auto-reason.tsx';

/** The networks there are, and the one that chooses among them; the chosen one is framed. */
export function ModelSection() {
  const models = useApp((state) => state.models);
  const hasAdviser = useApp((state) => state.hasAdviser);
  const asked = useUsed()?.settings.model;
  const picked = useUsedForPhoto()?.model.id;
  const isAuto = asked === automatic;
  const reason = useId();
  const hasPhoto = useSelectedJob()?.source != null;
  return (
    <Section title={t('model.title')}>
      <fieldset className="models" aria-label={t('model.title')}>
        {hasAdviser && (
          // What it does is shown by what it says of the photo in view.
          <ModelCard
            id={automatic}
            title={t('auto.title')}
            description={isAuto && hasPhoto ? null : t('auto.description')}
            checked={isAuto}
            describedBy={reason}
          >
            <AutoReason id={reason} />
          </ModelCard>
        )}
        {models.map(({ id, title, description }) => (
          <ModelCard
            key={id}
            id={id}
            title={title}
            description={description}
            checked={asked === id}
            picked={isAuto && picked === id}
          />
        ))}
      </fieldset>
    </Section>
  );
}

interface CardProps {
  readonly id: string;
  readonly title: string;
  readonly description: string | null;
  readonly checked: boolean;
  /** It is what `auto` comes to for the photo in view. */
  readonly picked?: boolean;
  /** Id of what tells more of it. */
  readonly describedBy?: string;
  readonly children?: ReactNode;
}

function ModelCard({ id, title, description, checked, picked = false, describedBy, children }: CardProps) {
  const change = useApp((state) => state.change);
  return (
    <div className="model" data-testid={`model-${id}`} data-picked={picked}>
      <label>
        <input
          type="radio"
          name="model"
          checked={checked}
          aria-describedby={describedBy}
          onChange={() => change({ model: id })}
        />
        <span className="model-title">
          {title}
          {picked && <span className="model-picked">{t('auto.picked')}</span>}
        </span>
        {description && <span className="quiet">{description}</span>}
      </label>
      {children}
    </div>
  );
}
