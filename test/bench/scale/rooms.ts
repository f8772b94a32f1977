import type { Plot } from "./plot.ts";

/** How far a cost is followed: as far as it goes, or for a look. */
export type Size = "whole" | "small";

const upTo = (...counts: readonly number[]) => counts;

/** What grows, and how far; each is loaded where it is asked for. */
export const rooms: Readonly<Record<string, (size: Size) => Promise<readonly Plot[]>>> = {
  async rules(size) {
    const counts = { whole: upTo(10, 100, 1_000, 10_000), small: upTo(10, 100) }[size];
    const engines = (await (await import("../rules/peers.ts")).loadEngines()) ?? {};
    const { growRules } = await import("./rules.ts");
    return await growRules({ counts, engines, starts: { whole: 9, small: 1 }[size] });
  },
  async builds(size) {
    const counts = { whole: upTo(5, 20, 50, 200, 500, 1_000, 2_000), small: upTo(5, 50) }[size];
    return await (await import("./builds.ts")).growBuilds({ counts, rules: 10_000 });
  },
  async tasks(size) {
    const database = { whole: upTo(10, 100, 1_000, 10_000, 100_000), small: upTo(10, 100) }[size];
    const memory = size === "whole" ? [...database, 1_000_000] : database;
    return await (await import("./tasks.ts")).growTasks({ database, memory });
  },
  async projects(size) {
    const counts = { whole: upTo(10, 100, 1_000, 10_000), small: upTo(10, 30) }[size];
    return await (await import("./projects.ts")).growProjects(counts);
  },
  async jobs(size) {
    const counts = { whole: upTo(1_000, 10_000, 100_000, 1_000_000), small: upTo(1_000, 3_000) }[size];
    return await (await import("./jobs.ts")).growJobs(counts);
  },
};
