import { openBeat, type Round } from "./beat.ts";
import type { Plot, Point } from "./plot.ts";

const x = { title: "projects, each with a rule of its own", unit: "count" } as const;
const command = "npm run bench -- scale --only=projects";

/** With more a round takes longer than half an hour at the usual rate, and reads all lists each time: see docs/patrol.md. */
const mostQuiet = 2_000;

/** What the patrol costs for each project: when all its lists are read, and once it has seen that nothing goes on there. */
export async function growProjects(counts: readonly number[]): Promise<readonly Plot[]> {
  const found: { readonly projects: number; readonly full: Round; readonly quiet?: Round }[] = [];
  for (const projects of counts) {
    const beat = await openBeat(projects);
    try {
      const full = await beat.round();
      if (projects > mostQuiet) found.push({ projects, full });
      else {
        // In this one it learns which projects are at rest.
        await beat.round();
        found.push({ projects, full, quiet: await beat.round() });
      }
    } finally {
      await beat.close();
    }
  }
  const line = (which: "full" | "quiet", pick: (round: Round) => number) =>
    found.flatMap(({ projects, [which]: round }): Point[] => (round ? [[projects, pick(round) / round.visits]] : []));
  return [
    {
      name: "projects-requests",
      title: "What a round of the patrol asks for each project",
      says: "All lists are read in the first round; in a quiet one only where something may have changed.",
      ...{ command, x },
      y: { title: "requests for a project", unit: "count" },
      series: [
        { name: "GitLab, all lists", kind: "ours", points: line("full", ({ gitlab }) => gitlab) },
        { name: "GitLab, quiet round", kind: "ours", points: line("quiet", ({ gitlab }) => gitlab) },
        { name: "tables, all lists", kind: "ours", points: line("full", ({ tables }) => tables) },
        { name: "tables, quiet round", kind: "ours", points: line("quiet", ({ tables }) => tables) },
      ],
    },
    {
      name: "projects-time",
      title: "What a round of the patrol computes for each project",
      says: "The whole handler: the HTTP client, the rules and the rate budget with it.",
      ...{ command, x },
      y: { title: "time of the processor", unit: "nanoseconds" },
      series: [
        { name: "all lists", kind: "ours", points: line("full", ({ cpuNanos }) => cpuNanos) },
        { name: "quiet round", kind: "ours", points: line("quiet", ({ cpuNanos }) => cpuNanos) },
      ],
    },
  ];
}
