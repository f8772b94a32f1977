import { heapMegabytes } from "../sweep/heap.ts";
import { idealSeconds, type Part, takeInventory } from "../sweep/run.ts";
import { openSweepStage } from "../sweep/stage.ts";
import type { Plot, Point } from "./plot.ts";

const perProject = 1_000;
const x = { title: "jobs", unit: "count" } as const;
const command = "npm run bench -- scale --only=jobs";

/** What a sweep that counts all artifacts costs, by how many jobs there are; in virtual time, a thousand jobs a project. */
export async function growJobs(counts: readonly number[]): Promise<readonly Plot[]> {
  const found: (Part & { readonly jobs: number })[] = [];
  for (const jobs of counts) found.push({ ...(await swept(jobs)), jobs });
  const line = (pick: (part: (typeof found)[number]) => number) => found.map((part): Point => [part.jobs, pick(part)]);
  return [
    {
      name: "jobs-requests",
      title: "What a sweep asks for 10,000 jobs",
      says: "An inventory of all artifacts, a thousand jobs a project; a page of GitLab's has a hundred.",
      ...{ command, x },
      y: { title: "requests, writes for 10,000 jobs", unit: "count" },
      series: [
        { name: "requests to GitLab", kind: "ours", points: line(({ requests, jobs }) => (requests * 10_000) / jobs) },
        { name: "a request for each page", kind: "limit", points: line(() => 10_000 / 100) },
        { name: "writes into the tables", kind: "ours", points: line(({ writes, jobs }) => (writes * 10_000) / jobs) },
      ],
    },
    {
      name: "jobs-time",
      title: "How long a sweep takes, beside what its limits allow",
      says: "600 requests a minute, 50 ms an answer. What is short fits into what a minute allows at once.",
      ...{ command, x },
      y: { title: "virtual time", unit: "nanoseconds" },
      series: [
        { name: "Penstock", kind: "ours", points: line(({ seconds }) => seconds * 1e9) },
        { name: "its rate limits", kind: "limit", points: line((part) => idealSeconds(part) * 1e9) },
      ],
    },
    {
      name: "jobs-memory",
      title: "Memory of a sweep",
      says: "The most heap after a collection of the process that sweeps; the tables and GitLab are elsewhere.",
      ...{ command, x },
      y: { title: "memory", unit: "bytes" },
      series: [{ name: "Penstock", kind: "ours", points: line(({ heap }) => Math.max(...heap) * 1_048_576) }],
    },
  ];
}

/** @throws Error where anything was counted wrong, or refused */
async function swept(jobs: number): Promise<Part> {
  const stage = await openSweepStage({
    projects: Math.ceil(jobs / perProject),
    jobsPerProject: Math.min(jobs, perProject),
    perMinute: 600,
    latencyMillis: 50,
    seed: 9,
    isApart: true,
  });
  try {
    const part = await takeInventory(stage, 0);
    if (part.wrong.length > 0) throw new Error(part.wrong.slice(0, 3).join("; "));
    console.log(
      `  ${jobs.toLocaleString("en")} jobs: ${(part.seconds / idealSeconds(part)).toFixed(3)} x the ideal, ${Math.round(part.wallSeconds)} s of real time`,
    );
    return { ...part, heap: [...part.heap, heapMegabytes()] };
  } finally {
    await stage.close();
  }
}
