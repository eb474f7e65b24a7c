import { crc32, deflateSync } from 'node:zlib';

/** Puts an ICC profile into a PNG right behind its header, touching no sample (PNG spec, 11.3.3.3 iCCP). */
export function withProfile(png: Buffer, name: string, profile: Buffer): Buffer {
  const data = Buffer.concat([Buffer.from(`${name}\0\0`, 'latin1'), deflateSync(profile)]);
  const typed = Buffer.concat([Buffer.from('iCCP', 'latin1'), data]);
  const chunk = Buffer.alloc(8 + typed.length);
  chunk.writeUInt32BE(data.length, 0);
  typed.copy(chunk, 4);
  chunk.writeUInt32BE(crc32(typed), 4 + typed.length);
  const afterHeader = 8 + 25;
  return Buffer.concat([png.subarray(0, afterHeader), chunk, png.subarray(afterHeader)]);
}
