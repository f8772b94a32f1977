import type { Job } from "../../../lib/core/job.ts";
import type { Store } from "../../../lib/core/ports.ts";
import { listedKey, newestKey } from "../../../lib/core/tally/doing.ts";
import { type ProjectTally, projectTally } from "../../../lib/core/tally/projectTally.ts";
import { addJobs, newTally } from "../../../lib/core/tally.ts";

export const day = 86_400_000;
export const at = Date.UTC(2026, 10, 20, 3);

/** A branch's job with an archive of a megabyte and a log of a kilobyte, which expired ten days ago. */
export function leftJob(id: number, more: Partial<Job> = {}): Job {
  return {
    ...{ id, name: "build", status: "success", ref: "main", tag: false, pipelineId: id, pipelineStatus: "success" },
    createdAt: at - 20 * day,
    artifacts: {
      files: [
        { type: "archive", sizeBytes: 1_000_000 },
        { type: "trace", sizeBytes: 1_000 },
      ],
      expireAt: at - 10 * day,
    },
    ...more,
  };
}

/** What a count of some jobs comes to; its rule takes whatever expired and is no log. */
export function tallyOf(
  project: ProjectTally["project"],
  jobs: readonly Job[],
  history: ProjectTally["history"] = [],
): ProjectTally {
  const tidy = {
    rule: "tidy",
    fingerprint: "t",
    wouldGo: ({ artifacts }: Job, now: number) => ({
      files:
        typeof artifacts?.expireAt === "number" && artifacts.expireAt < now
          ? artifacts.files.filter(({ type }) => type !== "trace")
          : [],
    }),
  };
  const tally = addJobs(newTally(), jobs, { now: at, rules: [tidy], isProtected: (branch) => branch === "main" });
  const counted = { cycle: "2026-11-20T03:00:00Z", at, ended: at, rulesVersion: 1, rulesLeftOut: 0 };
  return projectTally(tally, { project, ...counted, isProtectionKnown: true }, history);
}

export async function plant(store: Store, tally: ProjectTally): Promise<void> {
  const { id, path } = tally.project;
  await store.putNote(newestKey("gitlab", id), JSON.stringify(tally), undefined);
  await store.putNote(listedKey("gitlab", id), JSON.stringify({ path, at: tally.at }), undefined);
}

/** Two projects: a large one with all that there may be, and a small one. */
export async function plantTwo(store: Store): Promise<void> {
  const today = Math.floor(at / day);
  const jobs = [
    ...Array.from({ length: 6 }, (_, index) => leftJob(index + 1)),
    leftJob(7, { name: "package", ref: "feature/x", createdAt: at - 3_600_000 }),
    leftJob(8, { name: "=cmd|'/C calc'!A1", ref: "v1", tag: true }),
    leftJob(9, { name: "<b>&\u202e", ref: "refs/merge-requests/7/head" }),
    leftJob(10, { artifacts: { files: [{ type: "junit", sizeBytes: 5_000_000 }], expireAt: null } }),
  ];
  await plant(store, tallyOf({ id: 42, path: "shop/api" }, jobs, [[today - 10, 4_000_000]]));
  await plant(store, tallyOf({ id: 43, path: "shop/web" }, [leftJob(101, { ref: "topic" })]));
}
