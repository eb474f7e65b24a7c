import { describeProblem } from '../contract/describe-problem.ts';
import { ProblemError } from '../contract/problem.ts';
import { createEnginePool } from '../engine/engine-pool.ts';
import { openFindings } from '../engine/findings-file.ts';
import { loadModels } from '../engine/models.ts';
import { createNativeEngine, forkEngineProcess } from '../engine/native-engine.ts';
import { findPlaces } from '../engine/places.ts';
import { describeMachine } from './doctor-command.ts';
import { helpText } from './help-text.ts';
import { describeModels } from './models-command.ts';
import { type Command, parseArguments, UsageError } from './parse-arguments.ts';
import { stopOnSignals } from './stop-on-signals.ts';
import { createTerminal } from './terminal.ts';
import { runUpscale } from './upscale-command.ts';

/** Runs one command. @returns the exit status: 0 all done, 1 some failed, 2 wrong usage. */
async function main(argv: readonly string[]): Promise<number> {
  const terminal = createTerminal(process.stdout, process.stderr);
  let command: Command;
  try {
    command = parseArguments(argv);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    terminal.note(`residual: ${error.message}`);
    terminal.note('residual --help lists the commands and options.');
    return 2;
  }
  const places = findPlaces(import.meta.url);
  if (command.kind === 'help') {
    terminal.line(helpText.trimEnd());
    return 0;
  }
  if (command.kind === 'version') {
    terminal.line(places.version);
    return 0;
  }

  const signal = stopOnSignals(process);
  const { version } = places;
  try {
    if (command.kind === 'serve') {
      const { startBrowserHost } = await import('../host/serve.ts');
      const host = await startBrowserHost({ files: command.files, port: command.port, signal });
      terminal.line(host.url);
      await host.closed;
      return 0;
    }
    const models = await loadModels(places.weights);
    const spawnEngine = forkEngineProcess(places.engineEntry);
    const engines = createEnginePool([createNativeEngine(spawnEngine), createNativeEngine(spawnEngine, 'webgpu')], {
      findings: await openFindings(places.findings),
    });
    try {
      if (command.kind === 'models') {
        terminal.line(describeModels(models));
        return 0;
      }
      if (command.kind === 'doctor') {
        const report = await describeMachine({ engines, models, version, signal });
        terminal.line(report.text);
        return report.healthy ? 0 : 1;
      }
      return await runUpscale(command, { engines, models, version, signal, terminal });
    } finally {
      await engines.close();
    }
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error;
    terminal.note(`residual: ${describeProblem(error.problem, 'terminal').sentence}`);
    return 1;
  }
}

process.exitCode = await main(process.argv.slice(2));
