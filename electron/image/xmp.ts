/** Residual's namespace in XMP. */
const namespace = 'https://residual.app/ns/1.0/';
const rdfNamespace = 'http://www.w3.org/1999/02/22-rdf-syntax-ns#';

const escapes: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
const escapeText = (text: string) => text.replace(/[&<>"]/g, (mark) => escapes[mark]!);
const unescapeText = (text: string) =>
  text
    .replace(/&(lt|gt|quot|apos|#39);/g, (_, name: string) => ({ lt: '<', gt: '>', quot: '"' })[name] ?? "'")
    .replace(/&amp;/g, '&');

const escapePattern = (text: string) => text.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&');
const namespacePattern = escapePattern(namespace);

/** Our properties as one description (XMP specification part 1, 7.4: properties as attributes). */
function description(fields: Readonly<Record<string, string>>, about: string, rdf: string): string {
  const attributes = Object.entries(fields).map(([name, value]) => ` residual:${name}="${escapeText(value)}"`);
  return `<${rdf}:Description ${rdf}:about="${about}" xmlns:residual="${namespace}"${attributes.join('')}/>`;
}

/** A packet with our properties alone. */
export function freshXmp(fields: Readonly<Record<string, string>>): string {
  const ours = description(fields, '', 'rdf');
  return `<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="${rdfNamespace}">${ours}</rdf:RDF></x:xmpmeta>`;
}

/**
 * Puts our properties into a packet; what it already holds stays, but for our own of an earlier run.
 * Undefined where it is no packet that we understand.
 */
export function mergeXmp(packet: string, fields: Readonly<Record<string, string>>): string | undefined {
  const rdf = packet.match(/<(\w+):RDF[\s>/]/)?.[1];
  if (!rdf) return undefined;
  const earlier = new RegExp(`<${rdf}:Description\\b[^>]*xmlns:residual="${namespacePattern}"[^>]*/>`, 'g');
  // A packet's descriptions must all speak of the same thing.
  const about = packet.match(new RegExp(`<${rdf}:Description\\b[^>]*\\b${rdf}:about=["']([^"'<>]*)["']`))?.[1] ?? '';
  const ours = description(fields, about, rdf);
  const cleaned = packet
    .replace(earlier, '')
    .replace(new RegExp(`<(${rdf}:RDF\\b[^>]*)/>`), (_, start: string) => `<${start}></${rdf}:RDF>`);
  const end = cleaned.lastIndexOf(`</${rdf}:RDF>`);
  return end < 0 ? undefined : `${cleaned.slice(0, end)}${ours}${cleaned.slice(end)}`;
}

/** Our properties in a packet, as attributes or as elements, under whatever prefix another program gave them. */
export function readXmpFields(packet: string): Record<string, string> | undefined {
  const prefix = packet.match(new RegExp(`xmlns:([\\w-]+)=["']${namespacePattern}["']`))?.[1];
  if (!prefix) return undefined;
  const fields: Record<string, string> = {};
  const attribute = new RegExp(`\\s${prefix}:(\\w+)=("([^"]*)"|'([^']*)')`, 'g');
  for (const [, name, , double, single] of packet.matchAll(attribute))
    fields[name!] = unescapeText(double ?? single ?? '');
  const element = new RegExp(`<${prefix}:(\\w+)>([^<]*)</${prefix}:\\1>`, 'g');
  for (const [, name, text] of packet.matchAll(element)) fields[name!] = unescapeText(text!);
  return fields;
}

/** Values in a packet that describe the stored original and would be untrue of the result. */
export function correctXmp(packet: string, result: { readonly width: number; readonly height: number }): string {
  const set = (text: string, name: string, value: string) =>
    text
      .replace(new RegExp(`(\\s${name}=["'])[^"']*(["'])`, 'g'), `$1${value}$2`)
      .replace(new RegExp(`(<${name}>)[^<]*(</${name}>)`, 'g'), `$1${value}$2`);
  const values: readonly (readonly [string, number])[] = [
    ['tiff:Orientation', 1],
    ['tiff:ImageWidth', result.width],
    ['tiff:ImageLength', result.height],
    ['exif:PixelXDimension', result.width],
    ['exif:PixelYDimension', result.height],
  ];
  const corrected = values.reduce((text, [name, value]) => set(text, name, String(value)), packet);
  // The gain map and the extended packet lie outside this one and are not carried over.
  return corrected
    .replace(/\shdrgm:\w+=("[^"]*"|'[^']*')/g, '')
    .replace(/\sxmpNote:HasExtendedXMP=("[^"]*"|'[^']*')/g, '');
}
