/**
 * Runs a development tool with the project's own Node, whichever Node runs npm:
 *
 *   node build/run.mjs tsc|biome|knip|vitest|playwright|FILE [ARGUMENTS]
 */
import { projectNode } from './setup/project-node.mjs';
import { root } from './setup/root.mjs';
import { runProcess } from './setup/run-process.mjs';
import { toolNames, toolScript } from './setup/tool.mjs';

const [name = '', ...args] = process.argv.slice(2);
const tool = toolNames.find((one) => one === name);
const { status } = await runProcess(projectNode(root), [tool ? toolScript(root, tool) : name, ...args], {
  passSignals: true,
});
process.exitCode = status ?? 1;
