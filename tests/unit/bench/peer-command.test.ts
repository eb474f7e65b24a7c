import { describe, expect, it } from 'vitest';
import { fillPeerCommand, parsePeerCommand } from '../../bench/peer-command.ts';

describe('the command line of a peer', () => {
  it('is divided at spaces that stand in no quotes', () => {
    expect(parsePeerCommand(`  "C:\\Program Files\\up.exe" -i {input} -o '{output}' -n "a 'b' c"x  -s ""`)).toEqual([
      'C:\\Program Files\\up.exe',
      '-i',
      '{input}',
      '-o',
      '{output}',
      '-n',
      "a 'b' cx",
      '-s',
      '',
    ]);
  });

  it('keeps a path in one word, whatever is in it', () => {
    const command = parsePeerCommand('up --in={input} {output} {scale} {other}');
    expect(fillPeerCommand(command, { input: `/a b/"c" $1 {output}`, output: '/d.png', scale: '4' })).toEqual([
      'up',
      `--in=/a b/"c" $1 {output}`,
      '/d.png',
      '4',
      '{other}',
    ]);
  });

  it.each([
    ['up {input} "{output}', 'a quote is not closed'],
    ['up {input} -n "', 'a quote is not closed'],
    ['up {input}', 'say where {output} belongs'],
    ['', 'say where {input} and {output} belongs'],
  ])('says what is wrong with %j', (line, words) => {
    expect(() => parsePeerCommand(line)).toThrow(words);
  });
});
