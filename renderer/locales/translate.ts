import { en } from './en.ts';

type Catalogue = typeof en;
export type MessageKey = keyof Catalogue;

type Names<Text extends string> = Text extends `${string}{${infer Name}}${infer Rest}` ? Name | Names<Rest> : never;
type TextOf<Message> = Message extends { one: infer One; other: infer Other } ? One | Other : Message;
type ValueNames<Key extends MessageKey> = Names<TextOf<Catalogue[Key]> & string>;
type Values<Key extends MessageKey> = [ValueNames<Key>] extends [never]
  ? []
  : [values: Readonly<Record<ValueNames<Key>, string | number>>];

/** Messages that need no values. */
export type PlainKey = { [Key in MessageKey]: [ValueNames<Key>] extends [never] ? Key : never }[MessageKey];

const language = 'en';
const plural = new Intl.PluralRules(language);
const integers = new Intl.NumberFormat(language, { maximumFractionDigits: 0 });

/** The words for a key in the screen's language, its values filled in; numbers get their separators. */
export function t<Key extends MessageKey>(key: Key, ...[values]: Values<Key>): string {
  const filled: Readonly<Record<string, string | number>> = values ?? {};
  return textOf(en[key], filled).replaceAll(/\{(\w+)\}/g, (_, name: string) => {
    const value = filled[name] ?? '';
    return typeof value === 'number' ? integers.format(value) : value;
  });
}

function textOf(message: string | { one: string; other: string }, values: Readonly<Record<string, string | number>>) {
  if (typeof message === 'string') return message;
  return plural.select(Number(values.count ?? 0)) === 'one' ? message.one : message.other;
}
