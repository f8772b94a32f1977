import type { Around } from "../../../lib/actions/action.ts";
import type { Job } from "../../../lib/core/job.ts";
import type { Task } from "../../../lib/core/task.ts";
import { expired } from "../jobs.ts";
import { start } from "../site.ts";
import { gitlabOf, type Model } from "./model.ts";

/** One reason to spare a job's files that would go else: what makes it so, and what people read. */
export interface GuardRow {
  readonly when: string;
  readonly job?: Partial<Job>;
  readonly without?: "tag" | "ref" | "pipelineId" | "artifacts";
  readonly model?: (model: Model) => void;
  /** What stands in the keep ledger. */
  readonly kept?: string;
  readonly told: RegExp;
}

const day = 86_400_000;
const { files = [] } = expired.artifacts ?? {};
/** Of the tag of the same name as the branch, newer than all else. */
const tagsPipeline = { id: 2000, ref: "feature", isTag: true, status: "success" };
const failed = { status: "failed" as const, pipelineStatus: "failed" };

/** Each row is spared by one guard alone. */
export const guardRows: readonly GuardRow[] = [
  { when: "it is not known what it left", without: "artifacts", told: /not known what there is/ },
  { when: "it is a tag's", job: { tag: true }, told: /belong to a tag/ },
  { when: "nobody knows whether it is a tag's", without: "tag", told: /or it is not known/ },
  { when: "it runs", job: { status: "running" }, told: /is running/ },
  { when: "its status is a new word", job: { status: "other" }, told: /is other/ },
  { when: "its ref is not known", without: "ref", told: /ref or its pipeline is not known/ },
  { when: "its pipeline is not known", without: "pipelineId", told: /ref or its pipeline is not known/ },
  { when: "it has no expiry", job: { artifacts: { files, expireAt: null } }, told: /somebody keeps them/ },
  { when: "its expiry is no number", job: { artifacts: { files, expireAt: Number.NaN } }, told: /no expiry date/ },
  { when: "it expires now", job: { artifacts: { files, expireAt: start } }, told: /have not expired/ },
  { when: "it is erased", job: { erasedAt: start - day }, told: /erased already/ },
  { when: "it is archived", job: { archived: true }, told: /job is archived/ },
  { when: "its pipeline goes on", job: { pipelineStatus: "pending" }, told: /their pipeline is pending/ },
  { when: "the job is kept", kept: "job:1001", told: /keep of job:1001/ },
  { when: "its pipeline is kept", kept: "pipeline:501", told: /keep of pipeline:501/ },
  {
    when: "the project is archived",
    model: (model) => {
      model.isArchived = true;
    },
    told: /project shop\/api is archived/,
  },
  {
    when: "its branch is protected",
    model: ({ branches }) => branches.set("feature", true),
    told: /branch feature is protected/,
  },
  {
    when: "its pipeline is the newest success of its branch",
    model: ({ pipelines }) => pipelines.delete(900),
    told: /^they are of the newest successful pipeline of feature/,
  },
  {
    when: "its branch is gone, but a tag bears its name, and its pipeline is the newest success of that name",
    model: ({ branches, tags, pipelines }) => {
      branches.clear();
      tags.set("feature", { isProtected: false, hasRelease: false });
      for (const id of [900, 999]) pipelines.delete(id);
    },
    told: /^they are of the newest successful pipeline of feature/,
  },
  {
    when: "its pipeline is the newest success of a merge request",
    job: { ref: "refs/merge-requests/7/head" },
    model: ({ pipelines }) => {
      pipelines.clear();
      pipelines.set(501, { id: 501, ref: "refs/merge-requests/7/head", isTag: false, status: "success" });
    },
    told: /^they are of the newest successful pipeline of refs\/merge-requests\/7\/head/,
  },
  {
    when: "only a tag of the branch's name succeeded later",
    model: ({ pipelines }) => {
      for (const id of [900, 999]) pipelines.delete(id);
      pipelines.set(tagsPipeline.id, tagsPipeline);
    },
    told: /a branch and a tag bear that name/,
  },
  {
    when: "its pipeline is the newest of its branch, though it failed",
    job: { ...failed, pipelineId: 999 },
    told: /^they are of the newest pipeline of feature/,
  },
  {
    when: "its pipeline may be a child of the newest one",
    job: { ...failed, pipelineId: 1500 },
    told: /may be of a child of the newest pipeline/,
  },
  {
    when: "its pipeline failed after the newest success, and only a tag's is newer",
    job: { ...failed, pipelineId: 999 },
    model: ({ pipelines }) => pipelines.set(tagsPipeline.id, { ...tagsPipeline, status: "failed" }),
    told: /which is the newest pipeline of the branch feature/,
  },
  {
    when: "it failed in a child of the newest success",
    job: { ...failed, pipelineId: 950 },
    model: ({ pipelines }) => pipelines.set(950, { ...branchs(950, "failed"), parent: 900 }),
    told: /may be of a child of the newest successful pipeline/,
  },
  {
    when: "it succeeded in a child of the newest success",
    job: { pipelineId: 950, pipelineStatus: "success" },
    model: ({ pipelines }) => pipelines.set(950, { ...branchs(950, "success"), parent: 900 }),
    told: /may be of a child of the newest successful pipeline/,
  },
  {
    when: "GitLab lists no pipeline of its branch",
    model: ({ pipelines }) => pipelines.clear(),
    told: /cannot be learnt which pipeline of feature is the newest/,
  },
];

function branchs(id: number, status: string) {
  return { id, ref: "feature", isTag: false, status };
}

/** What guards of tags spare, where the rule means tags. */
export const tagRows: readonly GuardRow[] = [
  {
    when: "the tag is protected",
    model: ({ tags }) => tags.set("v1", { isProtected: true, hasRelease: false }),
    told: /^the tag v1 is protected/,
  },
  {
    when: "the tag has a release",
    model: ({ tags }) => tags.set("v1", { isProtected: false, hasRelease: true }),
    told: /tag v1 has a release/,
  },
  {
    when: "the tag is gone",
    model: ({ tags, branches }) => {
      tags.clear();
      branches.set("v1", false);
    },
    told: /cannot be learnt whether the tag v1/,
  },
  {
    when: "its pipeline is the newest success of the tag",
    job: { pipelineId: 998 },
    told: /^they are of the newest successful pipeline of v1/,
  },
  {
    when: "only a branch of that name succeeded later",
    model: ({ pipelines }) => pipelines.set(998, { id: 998, ref: "v1", isTag: false, status: "success" }),
    told: /newest successful pipeline of the tag v1: a branch and a tag bear that name/,
  },
];

/** The look of a delete at a job that may go but for a row; `isTag`: it is a tag's, and the rule means tags. */
export function aroundOf({ job: changes, without, model: change, kept }: Partial<GuardRow>, isTag = false): Around {
  const tagged = isTag ? { tag: true, ref: "v1" } : {};
  const job: Job = { ...expired, pipelineStatus: "success", ...tagged, ...changes };
  const model: Model = {
    id: 42,
    path: "shop/api",
    isArchived: false,
    branches: new Map([["feature", false]]),
    tags: new Map([["v1", { isProtected: false, hasRelease: false }]]),
    pipelines: new Map([
      ...[branchs(501, "success"), branchs(900, "success"), branchs(999, "failed")].map(
        (one) => [one.id, one] as const,
      ),
      [998, { id: 998, ref: "v1", isTag: true, status: "success" }],
    ]),
    jobs: new Map([[job.id, job]]),
  };
  change?.(model);
  const want = { rule: "r@1", action: "deleteArtifacts", params: { includeTags: isTag }, event: "s" };
  const task = { id: "t", source: "gitlab", project: { id: 42 }, wants: [want] } as unknown as Task;
  const { reads } = gitlabOf(model, { clock: () => start }).gitlab;
  const note = async ({ scope, key }: { scope: string; key: string }) =>
    scope === "kept#gitlab/42" && key === kept ? "{}" : undefined;
  return { reads, task, job: without ? lacking(job, without) : job, now: start, note };
}

function lacking(job: Job, field: NonNullable<GuardRow["without"]>): Job {
  const { [field]: _, ...rest } = job;
  return rest;
}
