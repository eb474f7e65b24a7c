import { describe, expect, it } from 'vitest';
import { parseArguments, UsageError } from '../../../../electron/cli/parse-arguments.ts';

describe('the command line', () => {
  it('takes a bare photo for an upscale with the defaults', () => {
    const command = parseArguments(['photo.jpg']);
    expect(command).toEqual(parseArguments(['upscale', 'photo.jpg']));
    expect(command).toMatchObject({
      kind: 'upscale',
      paths: ['photo.jpg'],
      settings: { scale: 4, model: 'auto', cleanup: 'auto', format: 'same', strength: 1, overwrite: false },
      out: null,
      tile: null,
      recursive: false,
      json: false,
    });
  });

  it('understands every option', () => {
    const words = 'upscale a b --scale 2 --model m --out o --format tiff --quality 80 --strength 0.5 --cleanup 0.3';
    const command = parseArguments(
      `${words} --engine native --precision int8 --tile 64 --recursive --overwrite --json`.split(' '),
    );
    expect(command).toEqual({
      kind: 'upscale',
      paths: ['a', 'b'],
      settings: {
        scale: 2,
        model: 'm',
        format: 'tiff',
        quality: 80,
        strength: 0.5,
        cleanup: 0.3,
        engine: 'native',
        precision: 'int8',
        overwrite: true,
      },
      out: 'o',
      tile: 64,
      recursive: true,
      json: true,
    });
    expect(parseArguments(['serve', 'a.jpg', '--port', '0'])).toEqual({ kind: 'serve', files: ['a.jpg'], port: 0 });
  });

  it.each([
    [['upscale'], 'at least one photo'],
    [['photo.jpg', '--scale', '5'], '--scale takes 2, 3 or 4, not "5"'],
    [['photo.jpg', '--scale', ''], '--scale takes'],
    [['photo.jpg', '--strength', '2.1'], '--strength takes a number from 0 to 2'],
    [['photo.jpg', '--strength', 'much'], '--strength takes'],
    [['photo.jpg', '--quality', '0'], '--quality takes'],
    [['photo.jpg', '--format', 'bmp'], '--format takes same, jpeg, png'],
    [['photo.jpg', '--engine', 'cuda'], '--engine takes auto, native, webgpu-native'],
    [['photo.jpg', '--precision', 'int4'], '--precision takes auto, fp32, fp16, int8'],
    [['photo.jpg', '--tile', '8'], '--tile takes'],
    [['photo.jpg', '--wat'], '--wat'],
    [['models', 'extra'], 'extra'],
    [['serve', '--port', '70000'], '--port takes'],
  ])('%j is wrong usage', (argv, words) => {
    expect(() => parseArguments(argv)).toThrow(UsageError);
    expect(() => parseArguments(argv)).toThrow(words);
  });
});
