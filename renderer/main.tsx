import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { z } from 'zod';
import type { Bridge } from '../electron/contract/bridge.ts';
import { App } from './app/app.tsx';
import { AppContext, type Services } from './app/app-context.ts';
import { createAppStore } from './app/app-store.ts';
import { startEngine } from './engine/start-engine.ts';
import { t } from './locales/translate.ts';
import { createBridgeClient } from './machine/bridge-client.ts';
import { type Connection, followMachine } from './machine/follow-machine.ts';
import { createHttpClient } from './machine/http-client.ts';
import { createStageView } from './viewer/stage-view.ts';
import './ui/tokens.css';
import './ui/controls.css';
import './app/app.css';
import './queue/queue.css';
import './settings/settings.css';
import './viewer/viewer.css';

// The page's policy forbids making code from text, which zod would try first.
z.config({ jitless: true });

const { residual } = window as { readonly residual?: Bridge };
const machine = residual
  ? createBridgeClient(residual)
  : createHttpClient({
      fetch: (...request) => fetch(...request),
      openEvents: (path) => new EventSource(path),
    });
const store = createAppStore(localStorage, location.search);
const services: Services = { store, machine, stage: createStageView() };

const follower = {
  hello: store.getState().welcome,
  page: store.getState().learn,
  events: store.getState().receive,
  connection: (connection: Connection) => {
    store.getState().setConnection(connection);
    // What failed to load while the machine was away is asked for again.
    if (connection === 'open') services.stage.retry();
  },
};
void followMachine(machine, follower, new AbortController().signal);
startEngine(location.search, () => store.getState().notify(t('engine.lost')));

createRoot(document.getElementById('root')!).render(
  <StrictMode>
    <AppContext value={services}>
      <App />
    </AppContext>
  </StrictMode>,
);
