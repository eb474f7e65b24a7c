/** Another program's command line: the program and its arguments. */
export type PeerCommand = readonly [string, ...string[]];

/**
 * Splits a command line into words, as a shell does, but that nothing except quotes is special: 'single' or "double"
 * ones hold spaces, and a backslash stands for itself.
 *
 * @throws Error with what to write instead: a quote that is not closed, no {input}, no {output}.
 */
export function parsePeerCommand(line: string): PeerCommand {
  const words: string[] = [];
  const rest = line.replace(/(?:[^\s"']|"[^"]*"|'[^']*')+/g, (word) => {
    words.push(word.replace(/"([^"]*)"|'([^']*)'/g, (_, double?: string, single?: string) => double ?? single ?? ''));
    return '';
  });
  if (rest.trim()) throw new Error(`--peer: a quote is not closed: ${line}`);
  const missing = ['{input}', '{output}'].filter((place) => !words.some((word) => word.includes(place)));
  if (missing.length > 0) throw new Error(`--peer: say where ${missing.join(' and ')} belongs: ${line}`);
  return words as unknown as PeerCommand;
}

/** The same with every {name} replaced; one that has no value stays. */
export function fillPeerCommand(command: PeerCommand, values: Readonly<Record<string, string>>): PeerCommand {
  const fill = (word: string) => word.replace(/\{(\w+)\}/g, (place, name: string) => values[name] ?? place);
  return command.map(fill) as unknown as PeerCommand;
}
