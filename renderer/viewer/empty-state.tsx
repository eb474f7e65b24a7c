import { ImagePlus } from 'lucide-react';
import { useApp } from '../app/app-context.ts';
import { addFolder, addPhotos } from '../commands/commands.ts';
import { t } from '../locales/translate.ts';
import { CommandButton } from '../ui/command-button.tsx';

/** Invites to add photos while there are none. */
export function EmptyState() {
  const connection = useApp((state) => state.connection);
  if (connection === 'connecting') return <p className="empty quiet">{t('connection.connecting')}</p>;
  return (
    <div className="empty" data-testid="empty">
      <ImagePlus className="empty-icon" aria-hidden="true" />
      <h2>{t('empty.title')}</h2>
      <p>{t('empty.formats')}</p>
      <div className="empty-actions">
        <CommandButton command={addPhotos} className="button primary large" />
        <CommandButton command={addFolder} className="button" />
      </div>
      <p className="quiet">{t('empty.private')}</p>
    </div>
  );
}
