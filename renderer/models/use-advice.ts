import { useEffect } from 'react';
import { useApp, useServices } from '../app/app-context.ts';
import { tell } from '../app/tell.ts';
import { useSelectedJob, useUsed } from '../settings/use-used.ts';
import { waitsForAdvice } from './used-settings.ts';

/** Has the adviser look at the photo in view when something is left to it; what it says comes as an event. */
export function useAdvice(): void {
  const { store, machine } = useServices();
  const connected = useApp((state) => state.connection === 'open');
  const job = useSelectedJob();
  const used = useUsed();
  const id = job?.source && used && waitsForAdvice(used, job.advice) ? job.id : null;
  useEffect(() => {
    if (connected && id !== null) void tell(store, '', () => machine.call('advise', { id }));
  }, [store, machine, connected, id]);
}
