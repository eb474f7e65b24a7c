/** npm run bench -- NAME [options]: prints figures; asserts nothing. */
const [name, ...options] = process.argv.slice(2);
const benches = [
  'quality',
  'restore',
  'memory',
  'tiles',
  'engines',
  'pipeline',
  'linear',
  'split',
  'peer',
  'folder',
  'preview',
  'advice',
  'before-after',
];
if (!name || !benches.includes(name)) {
  console.error(`Choose a bench: npm run bench -- ${benches.join('|')}`);
  process.exitCode = 2;
} else {
  process.argv.splice(2, process.argv.length, ...options);
  await import(`./${name}.ts`);
}
