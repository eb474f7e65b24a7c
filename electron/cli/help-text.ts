export const helpText = `Residual makes photos larger and cleaner: output = upscaled input + learned residual.

  residual upscale FILES|FOLDERS…    upscale photos; residual photo.jpg is short for it
      -s, --scale 2|3|4              how much larger (4)
      -m, --model ID                 which network (auto); residual models lists them
      -o, --out FOLDER               save there instead of beside each photo
      -f, --format FORMAT            same, png, jpeg, webp, avif or tiff (same)
      -q, --quality 1..100           of JPEG, WebP and AVIF
          --strength 0..2            how much of the learned residual is added (1)
          --cleanup auto|0..1        how noisy the photo is taken to be, where the model asks (auto)
          --engine auto|native|webgpu-native
                                     what runs the network (auto: the processor); webgpu-native: the graphics card
          --precision auto|fp32|fp16|int8
                                     which of the network's files runs (auto: fp32 on a processor)
          --tile N                   side of a tile in photo pixels (the engine's best)
      -r, --recursive                look into folders inside folders
          --overwrite                replace results of earlier runs; originals never
          --json                     print one event per line
  residual serve [FILES] [--port N]  open the app in a browser on this computer
  residual models                    the networks and how good they are
  residual doctor                    what works here: engines, versions, speeds, what int8 gains

With auto, each photo is looked at: what it is, how noisy and how compressed. That picks the model and sets cleanup.
Results stand beside the original as NAME_x4.EXT. A photo whose result is already there is skipped.
Exit status: 0 all done, 1 some failed, 2 wrong usage.
`;
