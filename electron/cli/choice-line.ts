import type { Choice } from '../../models/inference/choose-model.ts';

/**
 * What was seen in a photo and what is done with it, in one line:
 * `photo.jpg: photo, noise 12, JPEG 60 → restore, cleanup 46 %`. Null where the user had said everything.
 */
export function choiceLine(name: string, { model, cleanup, reason }: Choice): string | null {
  if (!reason) return null;
  const { advice, missed } = reason;
  const seen = advice
    ? [advice.kind, `noise ${Math.round(advice.noise)}`, advice.quality === null ? null : `JPEG ${advice.quality}`]
    : ['not looked at'];
  const done = [model, cleanup === null ? null : `cleanup ${Math.round(100 * cleanup)} %`];
  const because = missed?.because === 'scale' ? 'does not make this size' : 'is not installed';
  return `${name}: ${words(seen)} → ${words(done)}${missed ? ` (${missed.model} ${because})` : ''}`;
}

function words(parts: readonly (string | null)[]): string {
  return parts.filter((part) => part !== null).join(', ');
}
