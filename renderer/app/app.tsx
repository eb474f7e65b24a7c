import { useMemo, useRef } from 'react';
import { Commands } from '../commands/command-context.ts';
import { useShortcuts } from '../commands/use-shortcuts.ts';
import { useAdvice } from '../models/use-advice.ts';
import { FilePicker, type Picker } from '../queue/file-picker.tsx';
import { PhotoStrip } from '../queue/photo-strip.tsx';
import { Stage } from '../viewer/stage.tsx';
import { useServices } from './app-context.ts';
import { HelpDialog } from './help-dialog.tsx';
import { SidePanel } from './side-panel.tsx';
import { TopBar } from './top-bar.tsx';
import { useIncomingFiles } from './use-incoming-files.ts';

/** The whole screen: top bar, stage, side, strip. */
export function App() {
  const services = useServices();
  const picker = useRef<Picker>(null);
  const context = useMemo(
    () => ({ ...services, pick: (folders: boolean) => picker.current?.open(folders) }),
    [services],
  );
  useShortcuts(context);
  useAdvice();
  const dragging = useIncomingFiles();
  return (
    <Commands value={context}>
      <div className="app">
        <TopBar />
        <Stage dropping={dragging} />
        <SidePanel />
        <PhotoStrip />
      </div>
      <FilePicker ref={picker} />
      <HelpDialog />
    </Commands>
  );
}
