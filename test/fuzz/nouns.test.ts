import assert from "node:assert/strict";
import { test } from "node:test";
import { virtualClock } from "../../infra/twin/clock.ts";
import { serveTwin } from "../../infra/twin/serve.ts";
import { createTwin } from "../../infra/twin/twin.ts";
import { toHookEvent } from "../../lib/gitlab/answers/hookevent.ts";
import { TokenSelfAnswer, TokenUserAnswer, VersionAnswer } from "../../lib/gitlab/answers/instance.ts";
import { toMember } from "../../lib/gitlab/answers/member.ts";
import { toPipeline } from "../../lib/gitlab/answers/pipeline.ts";
import {
  ProtectedBranchAnswer,
  ProtectedEnvironmentAnswer,
  ProtectedTagAnswer,
} from "../../lib/gitlab/answers/protection.ts";
import { ReleaseAnswer } from "../../lib/gitlab/answers/release.ts";
import { ResourceGroupAnswer } from "../../lib/gitlab/answers/resourcegroup.ts";
import { toRunner } from "../../lib/gitlab/answers/runner.ts";
import { TagAnswer } from "../../lib/gitlab/answers/tag.ts";
import { toWebhook } from "../../lib/gitlab/answers/webhook.ts";
import { answerValue } from "../../lib/gitlab/http/answerbody.ts";
import { reader } from "../../lib/gitlab/http/ask.ts";
import { each } from "./each.ts";
import { fuzz } from "./mutate.ts";

const now = Date.UTC(2026, 10, 20, 9, 30);

const parsers: Readonly<Record<string, (value: unknown) => unknown>> = {
  hookEvent: toHookEvent,
  version: reader(VersionAnswer),
  tokenSelf: reader(TokenSelfAnswer),
  tokenUser: reader(TokenUserAnswer),
  member: (value) => toMember(value, { now, inherited: true }),
  pipeline: toPipeline,
  protectedBranch: reader(ProtectedBranchAnswer),
  protectedTag: reader(ProtectedTagAnswer),
  protectedEnvironment: reader(ProtectedEnvironmentAnswer),
  release: reader(ReleaseAnswer),
  resourceGroup: reader(ResourceGroupAnswer),
  runner: toRunner,
  tag: reader(TagAnswer),
  webhook: toWebhook,
};

test("no answer about pipelines, people, runners, refs or hooks, however broken, breaks its parser", async (t) => {
  const samples = await answersOfTwin(t);
  const read = new Map<string, number>();
  each(t, samples, (body) => {
    const answer = answerValue({ status: 200, headers: { "content-type": "application/json" }, body });
    if ("problem" in answer) return;
    for (const [name, parse] of Object.entries(parsers))
      if (parse(answer.value) !== undefined) read.set(name, (read.get(name) ?? 0) + 1);
  });
  for (const name of Object.keys(parsers))
    assert.ok((read.get(name) ?? 0) > fuzz.bodies / 500, `only ${read.get(name)} of ${name} were read`);
});

/** One answer of each kind, as the twin gives it. */
async function answersOfTwin(t: { after(end: () => unknown): void }): Promise<unknown[]> {
  const twin = createTwin({ clock: virtualClock(now).now, settings: { isPremium: true } });
  const { id } = twin.addProject({
    path: "shop/api",
    members: { ada: "owner" },
    protectedBranches: [{ name: "main" }],
    protectedTags: [{ name: "v*" }],
    protectedEnvironments: [{ name: "production", role: "maintainer" }],
  });
  twin.addHook(id, { url: "https://bot.example.com/hook", jobEvents: true });
  twin.addPipeline(id, { ref: "v1.0", tag: true, jobs: [{ name: "deploy", resourceGroup: "production" }] });
  twin.addRelease(id, { tag: "v1.0" });
  const served = await serveTwin(twin);
  t.after(() => served.close());
  const ask = async (path: string): Promise<unknown> => {
    const answer = await fetch(`${served.url}/api/v4${path}`, { headers: { "private-token": twin.addToken("ada") } });
    const value: unknown = await answer.json();
    assert.equal(answer.status, 200, `${path}: ${JSON.stringify(value)}`);
    return Array.isArray(value) ? value[0] : value;
  };
  const lists = ["pipelines", "runners", "members/all", "protected_branches", "protected_tags"];
  const more = ["protected_environments", "repository/tags", "releases", "resource_groups", "hooks"];
  const event = { id: 9, trigger: "job_events", response_status: "200", created_at: "2026-11-20T09:00:00.000Z" };
  return [
    event,
    ...(await Promise.all(["/version", "/personal_access_tokens/self", "/user"].map(ask))),
    ...(await Promise.all([...lists, ...more].map((list) => ask(`/projects/${id}/${list}`)))),
  ];
}
