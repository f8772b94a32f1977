import { type Books, ways } from "./books.ts";
import { isOpen, type TaskState } from "./task.ts";

const mostShown = 20;

/** Books as people read them: each sum on a line, then what these books cannot tell, then what does not fit. */
export function bookLines({ deliveries, findings, tasks, calls, differences, limits }: Books): string[] {
  const { received, ignored, decided } = deliveries;
  const states = Object.entries(tasks.states) as [TaskState, number][];
  const open = states.filter(([state]) => isOpen({ state }));
  const ended = states.filter(([state]) => !isOpen({ state }));
  const before = calls.before > 0 ? ` (${calls.before} more before a redrive)` : "";
  const reasons = Object.entries(ignored).toSorted(([, one], [, other]) => other - one);
  return [
    `received ${received} = ignored ${sum(reasons)} + decided ${decided}`,
    ...bounded(reasons.map(([reason, many]) => `  ignored ${many}: ${reason}`)),
    `decided ${decided} = ${ways.map((way) => `${way} ${deliveries.ways[way]}`).join(" + ")}`,
    `found by the patrol ${findings.decided} = ${ways.map((way) => `${way} ${findings.ways[way]}`).join(" + ")}`,
    `tasks ${tasks.known} = ended ${sum(ended)}${listed(ended)} + open ${sum(open)}${listed(open)}`,
    `tasks ${tasks.known} = ${originsText(tasks)}`,
    `calls marked ${calls.marked}, of which an entry tells the answer: ${calls.told}${before}`,
    ...(tasks.forgotten > 0 ? [`forgotten by the table since: ${tasks.forgotten} tasks`] : []),
    ...limits.map((limit) => `cannot be told: ${limit}`),
    ...bounded(differences.map((difference) => `DIFFERENCE ${difference}`)),
  ];
}

function originsText({ origins, moving, known }: Books["tasks"]): string {
  const parts = [
    ["planned by deliveries", origins.delivery],
    ["by the patrol", origins.patrol],
    ["by runs", origins.run],
    ["by schedules", origins.schedule],
    ["by what was not journalled (deferred, or cut short)", origins.unrecorded],
    ["before the journal begins", origins.older],
    ["moving", moving],
  ] as const;
  const unknown = known - parts.reduce((total, [, many]) => total + many, 0);
  const told = parts.filter(([name, many], at) => at === 0 || many > 0 || name === "by runs");
  return [...told.map(([name, many]) => `${name} ${many}`), ...(unknown > 0 ? [`by nobody ${unknown}`] : [])].join(
    " + ",
  );
}

function sum(list: readonly (readonly [string, number])[]): number {
  return list.reduce((total, [, many]) => total + many, 0);
}

function listed(list: readonly (readonly [string, number])[]): string {
  return list.length === 0 ? "" : ` (${list.map(([name, many]) => `${name} ${many}`).join(", ")})`;
}

function bounded(lines: readonly string[]): string[] {
  const rest = lines.length - mostShown;
  return rest > 0 ? [...lines.slice(0, mostShown), `  … and ${rest} more`] : [...lines];
}
