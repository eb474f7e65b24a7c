import { answerOf } from '../machine/http-client.ts';

/** Fetches and decodes a picture of the whole photo. Rejects with ProblemError for what the machine could not do. */
export async function fetchOverview(path: string, signal: AbortSignal): Promise<ImageBitmap> {
  const response = await fetch(path, { signal });
  if (!response.ok) await answerOf(response);
  return createImageBitmap(await response.blob());
}
