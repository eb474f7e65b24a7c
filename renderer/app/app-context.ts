import { createContext, useContext } from 'react';
import { useStore } from 'zustand';
import type { MachineClient } from '../machine/machine-client.ts';
import type { StageView } from '../viewer/stage-view.ts';
import type { AppState, AppStore } from './app-store.ts';

/** What the screen is made of; one of each for as long as the page lives. */
export interface Services {
  readonly store: AppStore;
  readonly machine: MachineClient;
  readonly stage: StageView;
}

export const AppContext = createContext<Services | null>(null);

export function useServices(): Services {
  const services = useContext(AppContext);
  if (!services) throw new Error('a component stands outside of AppContext');
  return services;
}

/** The smallest piece of the state that a component shows. */
export function useApp<Piece>(select: (state: AppState) => Piece): Piece {
  return useStore(useServices().store, select);
}
