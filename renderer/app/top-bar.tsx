import { CircleHelp, FolderPlus, ImagePlus } from 'lucide-react';
import { addFolder, addPhotos, help } from '../commands/commands.ts';
import { t } from '../locales/translate.ts';
import { EngineChoice } from '../settings/engine-choice.tsx';
import { useSelectedJob } from '../settings/use-used.ts';
import { CommandButton } from '../ui/command-button.tsx';

export function TopBar() {
  const photo = useSelectedJob()?.name;
  return (
    <header className="top-bar">
      <h1 className="app-name">{t('app.name')}</h1>
      {photo !== undefined && (
        <p className="photo-name" title={photo}>
          {photo}
        </p>
      )}
      <div className="top-actions">
        <EngineChoice />
        <CommandButton command={addPhotos} className="button" testId="add-photos">
          <ImagePlus aria-hidden="true" />
          <span>{t('add.photos')}</span>
        </CommandButton>
        <CommandButton command={addFolder} className="button" testId="add-folder">
          <FolderPlus aria-hidden="true" />
          <span>{t('add.folder')}</span>
        </CommandButton>
        <CommandButton command={help} className="button icon-button">
          <CircleHelp aria-hidden="true" />
          <span className="visually-hidden">{t('help.title')}</span>
        </CommandButton>
      </div>
    </header>
  );
}
