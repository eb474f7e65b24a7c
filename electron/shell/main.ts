import { app, dialog } from 'electron';
import { describeProblem } from '../contract/describe-problem.ts';
import { problemOf } from '../contract/problem.ts';
import { startShell } from './start-shell.ts';

startShell().catch((error: unknown) => {
  console.error(error);
  dialog.showErrorBox('Residual cannot start', describeProblem(problemOf(error, 'Residual')).sentence);
  app.exit(1);
});
