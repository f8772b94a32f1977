interface Part {
  readonly file: string;
  readonly says: string;
  /** What it is given where all parts are run; missing: it is run only where it is named. */
  readonly usual?: readonly string[];
}

export const parts: Readonly<Record<string, Part>> = {
  rules: {
    file: "rules.ts",
    says: "G1 G2 G3 G10: from a delivery to a decision, beside other rule engines",
    usual: [],
  },
  door: {
    file: "door.ts",
    says: "G4: the webhook over HTTP on one core, beside node:http, fastify, hono and probot",
    usual: [],
  },
  cold: {
    file: "cold.ts",
    says: "G5 G6: from the start of a process to its first answer, beside bare node",
    usual: [],
  },
  client: {
    file: "client.ts",
    says: "G7: the GitLab client beside a raw socket, undici, got and gitbeaker",
    usual: [],
  },
  sweep: {
    file: "sweep.ts",
    says: "G8: a sweep in virtual time, beside what the limits allow; a million jobs, or --jobs 20000 for a look",
    usual: ["--jobs", "20000"],
  },
  writes: { file: "writes.ts", says: "G9: what a delivery and an effect write into the tables", usual: [] },
  drain: {
    file: "drain.ts",
    says: "G11: tasks that are due at once, on both stores; 100000 1000000, or less for a look",
    usual: ["1600", "50000"],
  },
  schedules: { file: "schedules.ts", says: "G12: how many simulated schedules a core plays a second", usual: [] },
  cost: { file: "cost.ts", says: "G13: what a million webhooks cost, by counted operations", usual: [] },
  memory: { file: "memory.ts", says: "live bytes of what waits", usual: [] },
  scale: {
    file: "scale.ts",
    says: "how each cost grows, as plots; --only=rules,builds,tasks,projects,jobs, or --small",
  },
  soak: { file: "soak.ts", says: "half an hour of everything: the heap before and after" },
  storm: { file: "storm.ts", says: "a sweep and a storm of retries share one token" },
  simulate: { file: "simulate.ts", says: "a month of a million recorded events, asked by two rulebooks; a minute" },
  twin: { file: "twin-scale.ts", says: "the twin with a large world" },
};

/** A part, and the options that it is given. */
export interface Run {
  readonly name: string;
  readonly file: string;
  readonly options: readonly string[];
}

/** What shall be run, and what is said about all of it. */
export interface Order {
  readonly runs: readonly Run[];
  /** Options before the first part. */
  readonly options: readonly string[];
}

/**
 * What shall be run: the parts in their order, each with what stands between it and the next; where none is named, all that
 * are usual. An option's value that is called like a part is written `--name=value`.
 *
 * @returns `unknown` instead: what is no part
 */
export function ordered(words: readonly string[]): Order | { readonly unknown: string } {
  const runs: { name: string; file: string; options: string[] }[] = [];
  const options: string[] = [];
  let isValue = false;
  for (const word of words) {
    const isOption = word.startsWith("-");
    const part = Object.hasOwn(parts, word) ? parts[word] : undefined;
    const last = runs.at(-1);
    if (part) runs.push({ name: word, file: part.file, options: [] });
    else if (!last && isOption) options.push(word);
    else if (last && (isOption || isValue || /^\d+$/.test(word))) last.options.push(word);
    else return { unknown: word };
    isValue = isOption && !word.includes("=");
  }
  return { runs: runs.length > 0 ? runs : usualRuns(), options };
}

function usualRuns(): Run[] {
  return Object.entries(parts).flatMap(([name, { file, usual }]) => (usual ? [{ name, file, options: usual }] : []));
}
