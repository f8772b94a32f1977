import { parseArgs } from "node:util";
import { goals } from "./cold/goals.ts";
import { measure } from "./cold/measure.ts";
import { openSubjects } from "./cold/subjects.ts";
import { tell } from "./figure.ts";
import { printTable, ratioText } from "./rules/table.ts";

// `npm run bench -- cold [--rounds 11]`: G5 and G6. The shipped bundles, each in a process of Node's alone, from its start to
// what it stored in the embedded database or did in the twin; beside bare node, and beside all packages in one bundle.

const { values } = parseArgs({ options: { rounds: { type: "string", default: "11" } } });

const subjects = await openSubjects();
try {
  const found = await measure(subjects, Number(values.rounds));
  printTable("G5 G6  From the start of a process to its first answer", [
    ["", "x bare node", "half of the rounds", "wall", "CPU", "x bare node"],
    ...Object.values(found).map(({ name, ratio, spread, wallMillis, cpuMillis }) => [
      name,
      ratioText(ratio),
      `${spread[0].toFixed(2)}–${spread[1].toFixed(2)}`,
      `${wallMillis.toFixed(0)} ms`,
      `${cpuMillis.toFixed(0)} ms`,
      ratioText(cpuMillis / found.bare.cpuMillis),
    ]),
  ]);
  const figures = goals(found, subjects.weights);
  printTable("", [
    ["", "found", "goal"],
    ...figures.map(({ goal, what, unit, ours, most }) => [
      `${goal}  ${what}`,
      unit === "x" ? ratioText(ours) : `${ours} KB`,
      `<= ${most}`,
    ]),
  ]);
  tell(figures);
} finally {
  await subjects.close();
}
