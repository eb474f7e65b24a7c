/** The colour model a profile is for: 'RGB', 'GRAY', 'CMYK', 'Lab' … (ICC.1:2022, 7.2.8). */
export function iccColourModel(profile: Buffer): string {
  return profile.toString('latin1', 16, 20).trim();
}

/** The profile's own name, '' where it has none: tag `desc` as text (v2) or in the first language (v4). */
export function iccDescription(profile: Buffer): string {
  const count = profile.length >= 132 ? profile.readUInt32BE(128) : 0;
  for (let i = 0; i < count && 144 + 12 * i <= profile.length; i++) {
    const entry = 132 + 12 * i;
    if (profile.toString('latin1', entry, entry + 4) !== 'desc') continue;
    const start = profile.readUInt32BE(entry + 4);
    return readText(profile.subarray(start, start + profile.readUInt32BE(entry + 8)));
  }
  return '';
}

function readText(tag: Buffer): string {
  const type = tag.toString('latin1', 0, 4);
  if (type === 'desc' && tag.length >= 12) {
    return tag.toString('latin1', 12, 12 + tag.readUInt32BE(8)).replace(/\0.*$/s, '');
  }
  if (type === 'mluc' && tag.length >= 28) {
    const start = tag.readUInt32BE(24);
    const utf16 = Buffer.from(tag.subarray(start, start + (tag.readUInt32BE(20) & ~1)));
    return utf16.length % 2 === 0 ? utf16.swap16().toString('utf16le') : '';
  }
  return '';
}

/** Whether the profile is Display P3 by its name; `sP3C` is the compact one that libvips writes. */
export function isDisplayP3(profile: Buffer): boolean {
  return /display[ -]?p3|^sP3C/i.test(iccDescription(profile));
}
