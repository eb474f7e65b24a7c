import { type Ref, useEffect, useImperativeHandle, useRef } from 'react';
import { useServices } from '../app/app-context.ts';
import { addFiles } from './add-files.ts';
import { picturesOf } from './collect-files.ts';

export interface Picker {
  open(folders: boolean): void;
}

const pictures = 'image/jpeg,image/png,image/webp,image/tiff,image/avif,image/gif,.jfif,.tif,.tiff,.avif';

/** The browser's own file dialogs, for hosts without one. */
export function FilePicker({ ref }: { readonly ref: Ref<Picker> }) {
  const services = useServices();
  const photos = useRef<HTMLInputElement>(null);
  const folder = useRef<HTMLInputElement>(null);
  useImperativeHandle(ref, () => ({ open: (folders) => (folders ? folder : photos).current?.click() }));

  useEffect(() => {
    // React knows no such attribute.
    folder.current!.webkitdirectory = true;
  }, []);

  function take(input: HTMLInputElement, choose: (files: File[]) => readonly File[]) {
    const files = choose([...(input.files ?? [])]);
    // Emptied, so that choosing the same file again is a change again.
    input.value = '';
    void addFiles(services, files);
  }

  return (
    <>
      <input
        ref={photos}
        type="file"
        hidden
        multiple
        accept={pictures}
        data-testid="pick-photos"
        onChange={(event) => take(event.currentTarget, (files) => files)}
      />
      <input
        ref={folder}
        type="file"
        hidden
        data-testid="pick-folder"
        onChange={(event) => take(event.currentTarget, picturesOf)}
      />
    </>
  );
}
