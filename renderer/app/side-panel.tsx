import { t } from '../locales/translate.ts';
import { ModelSection } from '../models/model-section.tsx';
import { MainActions } from '../queue/main-actions.tsx';
import { ResidualSection } from '../settings/residual-section.tsx';
import { SaveSection } from '../settings/save-section.tsx';
import { SizeSection } from '../settings/size-section.tsx';

/** What to make of the photo, in the order in which a person decides. */
export function SidePanel() {
  return (
    <aside className="side" aria-label={t('app.settings')}>
      <div className="side-sections">
        <SizeSection />
        <ResidualSection />
        <ModelSection />
        <SaveSection />
      </div>
      <MainActions />
    </aside>
  );
}
