import { useEffect, useRef } from 'react';
import { useServices } from '../app/app-context.ts';
import { Notices } from '../app/notices.tsx';
import { t } from '../locales/translate.ts';
import { useSelectedJob } from '../settings/use-used.ts';
import { EmptyState } from './empty-state.tsx';
import { attachPointerInput } from './pointer-input.ts';
import { ProblemCard } from './problem-card.tsx';
import { SplitHandle } from './split-handle.tsx';
import { StageLabels } from './stage-labels.tsx';
import { StagePane } from './stage-pane.tsx';
import { StageTools } from './stage-tools.tsx';
import { useScene } from './use-scene.ts';

/** The picture and what floats over it. Files may be dropped anywhere; here it shows. */
export function Stage({ dropping }: { readonly dropping: boolean }) {
  const { stage } = useServices();
  const job = useSelectedJob();
  const scene = useScene();
  const frame = useRef<HTMLElement>(null);
  const panes = useRef<HTMLDivElement>(null);
  useEffect(() => stage.setScene(scene), [stage, scene]);
  useEffect(() => stage.attachStage(frame.current!), [stage]);
  useEffect(() => attachPointerInput(panes.current!, stage), [stage]);

  return (
    <main className="stage" ref={frame} data-testid="stage" data-dropping={dropping} aria-label={t('app.stage')}>
      <div className="panes" ref={panes}>
        {scene && <StagePane key={`0 ${scene.space}`} pane={0} space={scene.space} name={job?.name ?? ''} />}
        {scene?.mode === 'side' && (
          <StagePane key={`1 ${scene.space}`} pane={1} space={scene.space} name={job?.name ?? ''} />
        )}
        {scene?.mode === 'split' && <SplitHandle />}
      </div>
      {scene && <StageLabels scene={scene} />}
      {scene && <StageTools />}
      {!job && <EmptyState />}
      {job?.state.kind === 'failed' && <ProblemCard problem={job.state.problem} hasPicture={scene !== null} />}
      <Notices />
      {dropping && (
        <div className="drop-sign" aria-hidden="true">
          {t('add.drop')}
        </div>
      )}
    </main>
  );
}
