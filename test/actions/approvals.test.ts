import assert from "node:assert/strict";
import { test } from "node:test";
import { approvalSight } from "../../lib/actions/approvals.ts";
import type { SeenDeployment } from "../../lib/core/deployment.ts";
import type { GitLabReads } from "../../lib/core/gitlab.ts";
import type { Job } from "../../lib/core/job.ts";
import { planned } from "../../lib/core/transitions.ts";

const now = Date.UTC(2026, 0, 5, 9);
const effect = { source: "gitlab", project: { id: 42 }, jobId: 7, verb: "play" } as const;
const task = planned({ effect, want: { rule: "r@1", action: "play", params: {}, event: "e" }, due: now }, now);
const production = { environment: { name: "production", tier: "production" } };
const blocked: SeenDeployment = { id: 9, jobId: 7, status: "blocked", environment: "production", pendingApprovals: 2 };

/** What the look says of a manual job, and how often GitLab was asked for its deployment. */
async function looked(
  deployment: SeenDeployment | undefined,
  { job = production, protects = { names: ["production"], canProtect: true }, calls = 0 }: Options = {},
) {
  let asked = 0;
  const reads = {
    protectedEnvironments: async () => protects ?? undefined,
    deploymentOf: async () => {
      asked++;
      return deployment;
    },
  } as Partial<GitLabReads> as GitLabReads;
  const manual: Job = { id: 7, name: "deploy", status: "manual", ...job };
  const { stop } = await approvalSight({ reads, task: { ...task, calls }, job: manual, now });
  const says = stop && "reason" in stop ? `${stop.kind}: ${stop.reason}` : "play";
  return { asked, says };
}

interface Options {
  readonly job?: Partial<Job>;
  readonly protects?: { readonly names: readonly string[]; readonly canProtect: boolean } | null;
  readonly calls?: number;
}

test("a rejection that is heard before GitLab has failed the job ends it all the same", async () => {
  const approvals = [{ status: "rejected" as const, username: "carol" }];
  assert.equal(
    (await looked({ ...blocked, approvals })).says,
    'skipped: deployment 9 to production was rejected in GitLab by @carol: job 7 "deploy" is not played',
  );
});

for (const [what, deployment, says] of [
  ["wants two approvals", blocked, /^again: GitLab wants 2 approvals of deployment 9 to production: until then/],
  ["wants one", { ...blocked, pendingApprovals: 1 }, /^again: GitLab wants 1 approval of/],
  ["wants no more", { ...blocked, pendingApprovals: 0 }, /^play$/],
  ["does not tell how many it wants", { id: 9, jobId: 7, status: "blocked" }, /^play$/],
  ["knows no deployment of the job", undefined, /^play$/],
] as const)
  test(`where GitLab ${what}, the look says ${says.source}`, async () => {
    assert.match((await looked(deployment)).says, says);
  });

for (const [what, options, asked] of [
  ["the environment is protected", {}, 1],
  ["the token may not read what is protected", { protects: null }, 1],
  ["a group may protect the environment", { protects: { names: [], canProtect: true } }, 1],
  [
    "nobody has reason to protect the environment",
    { protects: { names: [], canProtect: true }, job: { environment: { name: "review/1", tier: "development" } } },
    0,
  ],
  ["the GitLab is Free", { protects: { names: [], canProtect: false } }, 0],
  ["the job deploys nowhere", { job: { environment: null } }, 0],
  ["nobody told where the job deploys to", { job: {} }, 0],
  ["a hook told of the deployment", { job: { deploymentId: 9 } }, 1],
  ["GitLab refused an earlier call", { job: {}, calls: 1 }, 1],
] as const satisfies readonly (readonly [string, Options, number])[])
  test(`GitLab is asked for the deployment ${asked ? "where" : "never where"} ${what}`, async () => {
    assert.equal((await looked(blocked, options)).asked, asked);
  });
