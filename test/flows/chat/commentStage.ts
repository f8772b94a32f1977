import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import type { TestContext } from "node:test";
import { openStage } from "../../../infra/local/stage.ts";
import type { NewComment } from "../../../infra/twin/hooks/comment.ts";
import type { Note } from "../../../infra/twin/state/note.ts";
import type { Role } from "../../../infra/twin/state/person.ts";
import { asksScope } from "../../../lib/app/talk/asks.ts";
import { postsScope } from "../../../lib/app/talk/posts.ts";
import { signedHeaders } from "../../../lib/cli/sign.ts";

const rules = `version: 1
defaults: { mode: enforce }
rules:
  - { id: retry, projects: ["**"], on: { command: retry }, when: { status: failed, by: { role: developer } }, do: retry }
`;

const people: Readonly<Record<string, Role>> = { erin: "developer", rita: "reporter", gus: "guest" };

interface Options {
  /** What the one may that answers. Default: reporter. */
  readonly says?: Role;
  readonly isMouthBot?: boolean;
  readonly perMinute?: number;
  readonly projects?: readonly string[];
}

/**
 * A Penstock that hears the comments of shop/api, where alice is a maintainer, erin a developer, rita a reporter and gus a
 * guest. It answers as `penstock-says`, a reporter.
 */
export async function commentStage(
  t: TestContext,
  { says = "reporter", isMouthBot = true, perMinute = 100, projects }: Options = {},
) {
  const stage = await openStage({
    rules: [{ file: "rules.yaml", text: rules }],
    startsAt: Date.UTC(2026, 10, 2, 9),
    house(twin) {
      const mouth = twin.addPerson({ username: "penstock-says", isBot: isMouthBot });
      twin.world.projects[0]?.members.set(mouth, says);
      for (const [username, role] of Object.entries(people))
        twin.world.projects[0]?.members.set(twin.addPerson({ username }), role);
      const chat = { commentToken: twin.addToken(mouth.username), buttonKey: "k".repeat(32), settings: { perMinute } };
      return { chat, ...(projects && { projects }) };
    },
  });
  t.after(() => stage.close());
  const { twin, project, house, hook } = stage;
  const url = `${house.url}/chat/gitlab/gitlab`;
  const silent = { jobEvents: false, pipelineEvents: false };
  const comments = { ...hook, ...silent, url, noteEvents: true, confidentialNoteEvents: true };
  twin.addHook(project.id, comments);
  const pipeline = twin.addPipeline(project.id, {
    by: "alice",
    mergeRequest: { iid: 4, sourceBranch: "fix" },
    jobs: [{ name: "unit" }],
  });
  const job = twin.jobNamed(pipeline.id, "unit");
  twin.run(job.id);
  twin.fail(job.id);
  await stage.settle();

  const ours = (): Note[] => twin.world.notes.filter(({ person }) => person.username === "penstock-says");
  return {
    ...stage,
    comments,
    job,
    pipeline,
    jobUrl: `${twin.world.url}/${project.path}/-/jobs/${job.id}`,
    ours,
    /** Somebody comments on merge request 4, unless told otherwise. */
    comment: (text: string, by = "erin", more: Partial<NewComment> = {}): Note =>
      twin.comment(project.id, { text, by, on: { mergeRequest: 4 }, ...more }),
    /** The same, and all happens that follows. @returns our answers since */
    async say(text: string, by = "erin", more: Partial<NewComment> = {}): Promise<readonly Note[]> {
      const before = ours().length;
      twin.comment(project.id, { text, by, on: { mergeRequest: 4 }, ...more });
      await stage.settle();
      return ours().slice(before);
    },
    /** What the house said to the newest deliveries to the door of comments. */
    told: () => twin.deliveries.filter((one) => one.url === url).map(({ answer = "" }) => answer),
    retries: () => twin.effects.filter(({ verb, user }) => verb === "retry" && user === twin.bot.username).length,
    /** None of our comments mentioned, named or did anything. */
    assertNothingSaidToGitLab: () => assert.deepEqual(twin.world.noteEffects, []),
    /** Nothing waits to be answered or said. */
    async assertNothingLeft(): Promise<void> {
      for (const scope of [asksScope("gitlab"), postsScope("gitlab")])
        assert.deepEqual(await house.store.notes(scope), [], scope);
    },
    /** Posts a body to the door of comments as whoever knows the hook's secret. @returns the answer's status and body */
    async deliver(body: object, headers: Readonly<Record<string, string>> = {}): Promise<readonly [number, string]> {
      const text = JSON.stringify(body);
      const letter = {
        secret: hook.signingToken ?? "",
        id: randomUUID(),
        now: stage.clock.now(),
        body: Buffer.from(text),
      };
      const answer = await fetch(url, {
        method: "POST",
        headers: { ...signedHeaders(letter), ...headers },
        body: text,
      });
      return [answer.status, await answer.text()];
    },
  };
}
