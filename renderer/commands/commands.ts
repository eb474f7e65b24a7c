import { pixelPaths } from '../../electron/contract/pixels.ts';
import type { AppState } from '../app/app-store.ts';
import { tell } from '../app/tell.ts';
import { usedOf } from '../models/used-settings.ts';
import { canRepeat, countToRepeat, isActive, isAnyActive, toRepeat, toStart } from '../queue/to-start.ts';
import { selectedJob } from '../settings/use-used.ts';
import type { CompareMode } from '../viewer/view-slice.ts';
import type { Command, CommandContext } from './command.ts';

/** Device pixels that an arrow key moves the photo by, at one device pixel per CSS pixel. */
const step = 80;
const zoomStep = 1.25;

const isConnected = (state: AppState) => state.connection === 'open';
const hasPicture = (state: AppState) => Boolean(selectedJob(state)?.source);
const resultKind = (state: AppState) => selectedJob(state)?.state.kind;
const hasResult = (state: AppState) => resultKind(state) === 'done' || resultKind(state) === 'skipped';

function startOf(state: AppState) {
  const used = usedOf(state);
  const start = used && toStart(state.jobs, state.selected, used);
  if (!start || start.kind === 'none') return null;
  return { ids: start.kind === 'again' ? [start.id] : ('all' as const), settings: used.settings };
}

function repeatOf(state: AppState) {
  const job = selectedJob(state);
  const used = usedOf(state);
  return job && used && canRepeat(job, used) ? { ids: [job.id], settings: used.settings } : null;
}

function canRepeatAll(state: AppState): boolean {
  const used = usedOf(state);
  return used !== null && countToRepeat(state.jobs, used) > 0;
}

export const addPhotos: Command = {
  id: 'add-photos',
  label: 'add.photos',
  keys: ['o', 'mod+o'],
  enabled: isConnected,
  run: (context) => choose(context, false),
};

export const addFolder: Command = {
  id: 'add-folder',
  label: 'add.folder',
  keys: ['shift+o'],
  enabled: isConnected,
  run: (context) => choose(context, true),
};

export const upscale: Command = {
  id: 'upscale',
  label: 'command.upscale',
  keys: ['mod+enter', 'u'],
  enabled: (state) => isConnected(state) && startOf(state) !== null,
  run: ({ store, machine }) => {
    const start = startOf(store.getState())!;
    return tell(store, '', () => machine.call('start', start));
  },
};

/** Runs the photo in view once more, whatever else waits. */
export const repeat: Command = {
  id: 'repeat',
  label: 'upscale.again',
  keys: ['shift+u'],
  enabled: (state) => isConnected(state) && repeatOf(state) !== null,
  run: ({ store, machine }) => {
    const repeated = repeatOf(store.getState())!;
    return tell(store, '', () => machine.call('start', repeated));
  },
};

/** Runs all that would come out differently now, after the settings changed or a whole batch failed. */
export const repeatAll: Command = {
  id: 'repeat-all',
  label: 'command.repeat-all',
  keys: ['mod+shift+enter'],
  enabled: (state) => isConnected(state) && canRepeatAll(state),
  run: ({ store, machine }) => {
    const state = store.getState();
    const used = usedOf(state)!;
    const ids = toRepeat(state.jobs, used);
    return tell(store, '', () => machine.call('start', { ids, settings: used.settings }));
  },
};

const cancel: Command = {
  id: 'cancel',
  label: 'command.cancel',
  keys: ['c'],
  enabled: (state) => Boolean(selectedJob(state) && isActive(selectedJob(state)!)),
  run: ({ store, machine }) => tell(store, '', () => machine.call('cancel', { ids: [store.getState().selected!] })),
};

export const cancelAll: Command = {
  id: 'cancel-all',
  label: 'command.cancel-all',
  keys: ['shift+c'],
  enabled: (state) => isAnyActive(state.jobs),
  run: ({ store, machine }) => tell(store, '', () => machine.call('cancel', { ids: 'all' })),
};

export const remove: Command = {
  id: 'remove',
  label: 'command.remove',
  keys: ['delete', 'backspace'],
  enabled: (state) => isConnected(state) && selectedJob(state) !== undefined,
  run: ({ store, machine }) => tell(store, '', () => machine.call('remove', { ids: [store.getState().selected!] })),
};

/** Hosts that can, show the file; the others download it. */
export const save: Command = {
  id: 'save',
  label: 'command.save',
  keys: ['mod+s'],
  enabled: hasResult,
  run: ({ store, machine }) => {
    const { selected, host } = store.getState();
    if (host?.canReveal) return tell(store, '', () => machine.call('reveal', { id: selected! }));
    const link = document.createElement('a');
    link.href = pixelPaths.result(selected!);
    link.download = '';
    link.click();
  },
};

export const fit: Command = view('fit', 'view.fit', ['0'], ({ stage }) => stage.fit());
export const actualSize: Command = view('actual-size', 'view.actual', ['1'], ({ stage }) => stage.zoomTo(1));
export const doubleSize: Command = view('double-size', 'view.double', ['2'], ({ stage }) => stage.zoomTo(2));

export const split = compare('split', 'view.split', 's');
export const sideBySide = compare('side', 'view.side', 'b');
export const residual = compare('residual', 'view.residual', 'r');

export const hold: Command = {
  id: 'hold',
  label: 'view.hold-hint',
  keys: ['h'],
  enabled: hasPicture,
  run: ({ store }) => store.getState().hold(true),
  release: ({ store }) => store.getState().hold(false),
};

export const help: Command = {
  id: 'help',
  label: 'command.help',
  keys: ['?', 'f1'],
  enabled: () => true,
  run: ({ store }) => store.getState().setHelpOpen(!store.getState().helpOpen),
};

/** Every command, in the order of the help. */
export const commands: readonly Command[] = [
  addPhotos,
  addFolder,
  upscale,
  repeat,
  repeatAll,
  cancel,
  cancelAll,
  save,
  remove,
  neighbour('next', 'command.next', 'n', 1),
  neighbour('previous', 'command.previous', 'p', -1),
  fit,
  actualSize,
  doubleSize,
  { ...view('zoom-in', 'view.zoom-in', ['+', '='], ({ stage }) => stage.zoomBy(zoomStep)), repeats: true },
  { ...view('zoom-out', 'view.zoom-out', ['-'], ({ stage }) => stage.zoomBy(1 / zoomStep)), repeats: true },
  pan('left', 'arrowleft', step, 0),
  pan('right', 'arrowright', -step, 0),
  pan('up', 'arrowup', 0, step),
  pan('down', 'arrowdown', 0, -step),
  split,
  sideBySide,
  hold,
  residual,
  strength('weaker', 'command.weaker', ',', -0.05),
  strength('stronger', 'command.stronger', '.', 0.05),
  help,
];

function view(id: string, label: Command['label'], keys: readonly string[], run: Command['run']): Command {
  return { id, label, keys, enabled: hasPicture, run };
}

function compare(mode: CompareMode, label: Command['label'], key: string): Command {
  return view(mode, label, [key], ({ store }) => store.getState().setMode(mode));
}

function pan(way: string, key: string, x: number, y: number): Command {
  const run: Command['run'] = ({ stage }) => stage.panBy(x * devicePixelRatio, y * devicePixelRatio);
  return { ...view(`pan-${way}`, 'view.pan', [key], run), repeats: true };
}

function neighbour(id: string, label: Command['label'], key: string, offset: 1 | -1): Command {
  const other = ({ jobs, selected }: AppState) =>
    selected === null ? undefined : jobs.at(jobs.placeOf(selected) + offset);
  return {
    id,
    label,
    keys: [key],
    repeats: true,
    enabled: (state) => other(state) !== undefined,
    run: ({ store }) => store.getState().select(other(store.getState())!.id),
  };
}

function strength(id: string, label: Command['label'], key: string, change: number): Command {
  return {
    id,
    label,
    keys: [key],
    repeats: true,
    enabled: () => true,
    run: ({ store }) => {
      const { settings, change: set } = store.getState();
      set({ strength: Math.min(2, Math.max(0, Math.round((settings.strength + change) * 100) / 100)) });
    },
  };
}

function choose({ store, machine, pick }: CommandContext, folders: boolean) {
  if (store.getState().host?.canChoose) return tell(store, '', () => machine.call('choose', { folders }));
  pick(folders);
}
