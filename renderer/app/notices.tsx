import { TriangleAlert, X } from 'lucide-react';
import { t } from '../locales/translate.ts';
import { useApp } from './app-context.ts';

/** What went wrong outside of any one photo, over the stage. */
export function Notices() {
  const notices = useApp((state) => state.notices);
  const dismiss = useApp((state) => state.dismiss);
  const connection = useApp((state) => state.connection);
  return (
    <div className="notices" role="alert">
      {(connection === 'lost' || connection === 'refused') && (
        <div className="notice" data-testid="connection">
          <TriangleAlert aria-hidden="true" />
          <p>{t(`connection.${connection}`)}</p>
        </div>
      )}
      {notices.map(({ id, text }) => (
        <div key={id} className="notice" data-testid="notice">
          <TriangleAlert aria-hidden="true" />
          <p>{text}</p>
          <button type="button" aria-label={t('notice.close')} title={t('notice.close')} onClick={() => dismiss(id)}>
            <X aria-hidden="true" />
          </button>
        </div>
      ))}
    </div>
  );
}
