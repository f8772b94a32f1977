import { patrolBound } from "../../../lib/core/patrolBound.ts";

// `node test/prove/patrol/table.ts` prints the table of docs/patrol.md: within how many minutes what no hook told is found.

const budgets = [60, 600, 2_000];
const counts = [1, 100, 412, 2_000, 10_000];

/** The bound by projects and budget: in a busy world with the patrol's own share; in a quiet one while nobody else wants any. */
export function boundTable(): string[] {
  const rows = counts.map((projects) => {
    const cells = budgets.map((requestsPerMinute) => {
      const size = { projects, listsPerProject: 2, requestsPerMinute, intervalSeconds: 600 };
      const quiet = patrolBound({ ...size, changedPerRound: 0 });
      return `${span(patrolBound(size).seconds)} / ${span(quiet.aloneSeconds)}`;
    });
    return `| ${[projects.toLocaleString("en-US"), ...cells].join(" | ")} |`;
  });
  const head = ["projects", ...budgets.map((budget) => `${budget.toLocaleString("en-US")} a minute`)];
  return [`| ${head.join(" | ")} |`, `|${head.map(() => "---").join("|")}|`, ...rows];
}

function span(seconds: number): string {
  const minutes = Math.ceil(seconds / 60);
  return minutes < 120 ? `${minutes} min` : `${(minutes / 60).toFixed(1)} h`;
}

if (import.meta.main) process.stdout.write(`${boundTable().join("\n")}\n`);
