/** What is looked for in a folder; whatever the user names singly is tried, and told when it is no picture. */
const endings = new Set(['jpg', 'jpeg', 'jpe', 'jfif', 'png', 'webp', 'tif', 'tiff', 'avif', 'gif']);

/** The part of a dropped entry that is used; the browser's own have it. */
export interface Entry {
  readonly name: string;
  readonly isFile: boolean;
  readonly isDirectory: boolean;
}

interface FileEntry extends Entry {
  file(success: (file: File) => void, failure: (error: unknown) => void): void;
}

interface FolderEntry extends Entry {
  createReader(): {
    readEntries(success: (entries: Entry[]) => void, failure: (error: unknown) => void): void;
  };
}

/** The files of a drop: those dropped themselves, and the pictures in dropped folders at any depth, by name. */
export async function collectFiles(entries: readonly Entry[]): Promise<readonly File[]> {
  const found: File[] = [];
  for (const entry of entries) {
    if (entry.isFile) found.push(await fileOf(entry as FileEntry));
    else if (entry.isDirectory) await collectFolder(entry as FolderEntry, found);
  }
  return found;
}

/** Of the files of a chosen folder, the pictures that are not hidden, by path. */
export function picturesOf(files: readonly File[]): readonly File[] {
  return files
    .filter((file) => isPictureName(file.name) && !isHidden(file.webkitRelativePath))
    .sort((a, b) => a.webkitRelativePath.localeCompare(b.webkitRelativePath));
}

async function collectFolder(folder: FolderEntry, found: File[]): Promise<void> {
  const inside = (await entriesOf(folder)).sort((a, b) => a.name.localeCompare(b.name));
  for (const entry of inside) {
    if (entry.name.startsWith('.')) continue;
    if (entry.isDirectory) await collectFolder(entry as FolderEntry, found);
    else if (isPictureName(entry.name)) found.push(await fileOf(entry as FileEntry));
  }
}

/** A reader gives at most a hundred entries at a time, and an empty list at the end. */
async function entriesOf(folder: FolderEntry): Promise<Entry[]> {
  const reader = folder.createReader();
  const all: Entry[] = [];
  for (;;) {
    const some = await new Promise<Entry[]>((resolve, reject) => reader.readEntries(resolve, reject));
    if (some.length === 0) return all;
    all.push(...some);
  }
}

function fileOf(entry: FileEntry): Promise<File> {
  return new Promise((resolve, reject) => entry.file(resolve, reject));
}

function isPictureName(name: string): boolean {
  const dot = name.lastIndexOf('.');
  return dot > 0 && endings.has(name.slice(dot + 1).toLowerCase());
}

function isHidden(relativePath: string): boolean {
  return relativePath.split('/').some((part) => part.startsWith('.'));
}
