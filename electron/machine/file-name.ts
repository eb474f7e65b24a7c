const reserved = /^(?:con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(?:\.|$)/i;

/** Names are cut to this many bytes: most file systems end at 255, and results add `_x4 (2)`. */
const longest = 200;

/**
 * A name that came from a browser → one that is safe to create in a folder on every system: the last part
 * of it, without control characters and those that Windows forbids, never a device's name, never empty.
 */
export function safeFileName(given: string): string {
  const last = given.split(/[/\\]/).at(-1) ?? '';
  const plain = last
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is removed
    .replace(/[\u0000-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g, '')
    .replace(/[<>:"|?*]/g, '_')
    // Windows drops trailing dots and spaces; a leading dot would hide the file.
    .replace(/^[. ]+|[. ]+$/g, '');
  const named = plain === '' ? 'photo' : plain;
  return shorten(reserved.test(named) ? `_${named}` : named);
}

function shorten(name: string): string {
  if (Buffer.byteLength(name) <= longest) return name;
  const dot = name.lastIndexOf('.');
  const extension = dot > 0 && name.length - dot <= 6 ? name.slice(dot) : '';
  let stem = [...name.slice(0, name.length - extension.length)];
  while (Buffer.byteLength(stem.join('') + extension) > longest) stem = stem.slice(0, -1);
  return stem.join('') + extension;
}
