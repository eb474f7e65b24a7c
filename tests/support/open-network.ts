import * as ort from 'onnxruntime-node';

export interface NetworkRun {
  readonly output: Float32Array;
  readonly residual: Float32Array;
  readonly dims: readonly number[];
}

/** A network, its file or its bytes, on onnxruntime's CPU provider, fed by the network contract. */
export async function openNetwork(file: string | Uint8Array) {
  const session = await ort.InferenceSession.create(file as string, { executionProviders: ['cpu'] });
  const scalar = (value: number) => new ort.Tensor('float32', Float32Array.of(value), []);
  return {
    inputs: session.inputMetadata.map(describe),
    outputs: session.outputMetadata.map(describe),
    /** `image` is [3, height, width], 0..1; `cleanup` goes where the network asks for it. */
    run: async (
      picture: { readonly image: Float32Array; readonly width: number; readonly height: number },
      strength: number,
      cleanup = 0.3,
    ): Promise<NetworkRun> => {
      const { output, residual } = await session.run({
        image: new ort.Tensor('float32', picture.image, [1, 3, picture.height, picture.width]),
        strength: scalar(strength),
        ...(session.inputNames.includes('cleanup') ? { cleanup: scalar(cleanup) } : {}),
      });
      return {
        output: output!.data as Float32Array,
        residual: residual!.data as Float32Array,
        dims: output!.dims,
      };
    },
    close: () => session.release(),
  };
}

function describe(value: ort.InferenceSession.ValueMetadata) {
  return value.isTensor
    ? { name: value.name, type: value.type, shape: value.shape }
    : { name: value.name, type: 'no tensor', shape: [] };
}
