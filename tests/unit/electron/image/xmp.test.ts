import { describe, expect, it } from 'vitest';
import { correctXmp, freshXmp, mergeXmp, readXmpFields } from '../../../../electron/image/xmp.ts';

const fields = { model: 'a "quoted" <name> & more', scale: '4' };
const rdf = 'xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"';

describe('what made a picture, in its XMP', () => {
  it('is read back as it was written', () => {
    expect(readXmpFields(freshXmp(fields))).toEqual(fields);
  });

  it.each([
    [`<rdf:RDF ${rdf}><rdf:Description rdf:about="" dc:title="x"/></rdf:RDF>`],
    [`<rdf:RDF ${rdf}/>`],
    [`<?xpacket begin="" id="W5M0"?><x:xmpmeta><rdf:RDF ${rdf}>\n</rdf:RDF></x:xmpmeta>\n   <?xpacket end="w"?>`],
    [`<R:RDF xmlns:R="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><R:Description R:about="uuid:7"/></R:RDF>`],
  ])('joins what is there already: %s', (packet) => {
    const merged = mergeXmp(packet, fields)!;
    expect(readXmpFields(merged)).toEqual(fields);
    expect(mergeXmp(merged, fields)).toBe(merged);
    for (const part of packet.match(/dc:title="x"|xpacket \w+|about="uuid:7"/g) ?? []) expect(merged).toContain(part);
  });

  it('speaks of the same thing as the packet it joins', () => {
    const merged = mergeXmp(`<rdf:RDF ${rdf}><rdf:Description rdf:about="uuid:7"/></rdf:RDF>`, fields)!;
    expect(merged.match(/rdf:about="uuid:7"/g)).toHaveLength(2);
  });

  it('is read when another program rewrote it as elements under another prefix', () => {
    const packet =
      `<rdf:RDF ${rdf}><rdf:Description rdf:about="" xmlns:ns1="https://residual.app/ns/1.0/">` +
      '<ns1:model>a &amp;lt; b</ns1:model><ns1:scale>4</ns1:scale></rdf:Description></rdf:RDF>';
    expect(readXmpFields(packet)).toEqual({ model: 'a &lt; b', scale: '4' });
  });

  it('is not put into what is no packet', () => {
    expect(mergeXmp('<html/>', fields)).toBeUndefined();
    expect(readXmpFields('<html/>')).toBeUndefined();
  });
});

describe('a packet that described the original', () => {
  it('describes the result: upright, its size, without the gain map', () => {
    const packet =
      '<rdf:Description tiff:Orientation="6" hdrgm:Version="1.0" xmpNote:HasExtendedXMP="AB" exif:PixelXDimension=\'8\' dc:x="y">' +
      '<tiff:ImageWidth>8</tiff:ImageWidth></rdf:Description>';
    expect(correctXmp(packet, { width: 80, height: 60 })).toBe(
      '<rdf:Description tiff:Orientation="1" exif:PixelXDimension=\'80\' dc:x="y"><tiff:ImageWidth>80</tiff:ImageWidth></rdf:Description>',
    );
  });
});
