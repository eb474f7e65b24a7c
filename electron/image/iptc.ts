const photoshop = Buffer.from('Photoshop 3.0\0', 'latin1');
const resource = Buffer.from('8BIM', 'latin1');
/** Photoshop's image resource that holds IPTC-IIM records. */
const iptcResource = 0x0404;

/**
 * The IPTC-IIM records in what a decoder calls IPTC: a JPEG gives its whole APP13 segment (Photoshop's image
 * resources, of which one holds the records), a TIFF the records themselves.
 */
export function iptcRecords(block: Buffer): Buffer | undefined {
  if (!block.subarray(0, photoshop.length).equals(photoshop)) return block[0] === 0x1c ? block : undefined;
  let at = photoshop.length;
  while (at + 12 <= block.length && block.subarray(at, at + 4).equals(resource)) {
    const id = block.readUInt16BE(at + 4);
    const nameLength = block[at + 6]! + 1;
    const size = at + 6 + nameLength + (nameLength & 1);
    if (size + 4 > block.length) return undefined;
    const length = block.readUInt32BE(size);
    if (id === iptcResource) return block.subarray(size + 4, size + 4 + length);
    at = size + 4 + length + (length & 1);
  }
  return undefined;
}

/** The body of a JPEG's APP13 segment that holds the records, and none of Photoshop's other resources. */
export function iptcSegment(records: Buffer): Buffer {
  const head = Buffer.alloc(12);
  resource.copy(head);
  head.writeUInt16BE(iptcResource, 4);
  head.writeUInt32BE(records.length, 8);
  return Buffer.concat([photoshop, head, records, Buffer.alloc(records.length & 1)]);
}
