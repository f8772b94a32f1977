import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { ChatOptions } from "../../../infra/local/chatOptions.ts";
import { openStage, type StageOptions } from "../../../infra/local/stage.ts";
import { actions } from "../../../lib/actions/index.ts";
import { applyRules } from "../../../lib/app/apply.ts";
import { linkKey } from "../../../lib/app/talk/links.ts";
import { postsScope, readPost } from "../../../lib/app/talk/posts.ts";
import type { Message, Span } from "../../../lib/core/message.ts";
import type { Place } from "../../../lib/core/talk.ts";
import { problemText } from "../../../lib/rules/read.ts";
import type { Ends } from "../process.ts";

const startsAt = Date.UTC(2026, 0, 5, 9);
const signingSecret = "8f742231b10e8888abcd99yyyzzz85a5";
const team = "T1";
const channel = "C1";

/** What was said, as one text, and who sees it. */
export interface Heard {
  readonly tone: Message["tone"];
  readonly text: string;
  /** Missing: everybody in the channel. */
  readonly onlyFor?: string;
  readonly message: Message;
}

/** Rules under `rules:`, each as flow text. */
export function rulebook(...rules: readonly string[]): string {
  const calendars = 'calendars: { days: { zone: UTC, open: ["Mon-Fri 08:00-20:00"] } }';
  return `version: 1\ndefaults: { mode: enforce }\n${calendars}\nrules:\n${rules.map((rule) => `  - { projects: ["**"], ${rule} }\n`).join("")}`;
}

export const retryRule =
  "id: retry, on: { command: retry }, when: { status: failed, by: { role: developer } }, do: retry";

/**
 * A Penstock that Slack talks to, beside a twin where alice, bob and carol are maintainers, erin is a developer, rita a
 * reporter and gus a guest of `shop/web`; dave is in no project. All of them are linked. Hooks are off: what happens is what
 * people said.
 */
export async function talkStage(t: Ends, rules = rulebook(retryRule), options: Partial<StageOptions> = {}) {
  const slack = await quietSlack(t);
  const operators: number[] = [];
  const chat = (): ChatOptions => ({
    slack: { source: "gitlab", workspaces: [team], signingSecrets: [signingSecret], replyOrigins: [slack.url] },
    buttonKey: "k".repeat(32),
    settings: { perMinute: 1000, operators: { gitlab: operators } },
  });
  const files = [{ file: "rules.yaml", text: rules }];
  const { house, ...rest } = options;
  const stage = await openStage({
    rules: files,
    startsAt,
    ...rest,
    house: (twin) => ({ chat, ...(typeof house === "function" ? house(twin) : house) }),
  });
  t.after(() => stage.close());
  const { twin, clock } = stage;
  const { store } = stage.house;
  const posts = recordPosts(store);
  twin.addPerson({ username: "dave" });
  const names = ["alice", "bob", "carol"] as const;
  const project = twin.addProject({
    path: "shop/web",
    members: {
      ...Object.fromEntries(names.map((name) => [name, "maintainer" as const])),
      erin: "developer",
      rita: "reporter",
      gus: "guest",
      [twin.bot.username]: "maintainer",
    },
  });
  const ids = new Map<string, number>();
  for (const { id, username } of twin.world.people) {
    ids.set(username, id);
    const speaker = { provider: "slack" as const, team, user: userOf(username) };
    const link = JSON.stringify({ userId: id, username, at: startsAt });
    await store.commit([{ note: linkKey("gitlab", speaker), value: link, seen: undefined }]);
  }

  let said = 0;
  /** Sends a slash command, as Slack would. @returns what is answered to the request itself */
  async function tell(who: string, text: string, trigger = `${startsAt}.${++said}.t`): Promise<string> {
    const body = new URLSearchParams({
      command: "/penstock",
      text,
      team_id: team,
      user_id: userOf(who),
      user_name: who,
      channel_id: channel,
      trigger_id: trigger,
      response_url: `${slack.url}/commands/${team}/1/x`,
    }).toString();
    const timestamp = String(Math.floor(clock.now() / 1000));
    const digest = createHmac("sha256", signingSecret).update(`v0:${timestamp}:${body}`).digest("hex");
    const headers = {
      "content-type": "application/x-www-form-urlencoded",
      "x-slack-request-timestamp": timestamp,
      "x-slack-signature": `v0=${digest}`,
    };
    const answer = await fetch(`${stage.house.url}/chat/slack`, { method: "POST", headers, body });
    assert.equal(answer.status, 200);
    return await answer.text();
  }

  const urlOf = (job: number, path = "shop/web") => `${twin.world.url}/${path}/-/jobs/${job}`;
  return {
    ...stage,
    project,
    ids,
    /** Who may stop everything. */
    operators,
    startsAt,
    posts,
    tell,
    /** A pipeline with one job that is in a state. */
    jobThat(status: "failed" | "running" | "manual" | "success" | "created", name = "build", by = "alice") {
      const stages = status === "created" ? ["first", "then"] : ["then"];
      const before = status === "created" ? [{ name: "before", stage: "first" }] : [];
      const jobs = [...before, { name, stage: "then", ...(status === "manual" && { when: "manual" as const }) }];
      const pipeline = twin.addPipeline(project.id, { by, stages, jobs });
      const { id } = twin.jobNamed(pipeline.id, name);
      if (status === "failed" || status === "running" || status === "success") twin.run(id);
      if (status === "failed") twin.fail(id);
      if (status === "success") twin.succeed(id);
      return { id, pipeline: pipeline.id, url: urlOf(id) };
    },
    urlOf,
    pipelineUrl: (id: number, path = "shop/web") => `${twin.world.url}/${path}/-/pipelines/${id}`,
    /** Says something and lets all happen that follows. @returns what was said since, first what was answered at once */
    async say(who: string, text: string, trigger?: string): Promise<readonly Heard[]> {
      const from = posts.length;
      const now = await tell(who, text, trigger);
      await stage.settle();
      const heard = posts.slice(from).map(({ heard: one }) => one);
      if (/On it\./.test(now) || now === "{}") return heard;
      return [
        { tone: "no", text: now, onlyFor: userOf(who), message: { tone: "no", title: [now], lines: [] } },
        ...heard,
      ];
    },
    /** Every write in GitLab that really changed something, by us: `retry build`. */
    deeds: () =>
      twin.effects
        .filter(({ user }) => user === twin.bot.username)
        .map(({ verb, jobId }) => `${verb} ${twin.job(jobId).name}`),
    tasks: () => store.tasks(50),
    async apply(text: string): Promise<void> {
      const applied = await applyRules([{ file: "rules.yaml", text }], "gitlab", { store, actions });
      if (typeof applied === "object" && "problems" in applied)
        assert.fail(applied.problems.map(problemText).join("\n"));
    },
  };
}
export type TalkStage = Awaited<ReturnType<typeof talkStage>>;

export function userOf(who: string): string {
  return `U${who.toUpperCase()}`;
}

/** A Slack that takes whatever it is told. */
async function quietSlack(t: Ends): Promise<{ readonly url: string }> {
  const server = createServer((request, response) => {
    request.resume().on("end", () => response.setHeader("content-type", "application/json").end('{"ok":true}'));
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  t.after(() => new Promise((done) => server.close(done)));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}

/** Everything that is put into the outbox, oldest first. */
function recordPosts(store: TalkStageStore) {
  const found: { readonly to: Place; readonly heard: Heard }[] = [];
  const commit = store.commit.bind(store);
  store.commit = async (writes) => {
    const done = await commit(writes);
    if (done !== "written") return done;
    for (const write of writes) {
      if (!("note" in write) || write.note.scope !== postsScope("gitlab") || write.seen !== undefined) continue;
      const post = readPost(write.value);
      if (!post) continue;
      const { to, message } = post;
      const onlyFor = to.provider === "gitlab" || to.onlyFor === undefined ? {} : { onlyFor: to.onlyFor };
      found.push({ to, heard: { tone: message.tone, text: textOf(message), message, ...onlyFor } });
    }
    return done;
  };
  return found;
}

type TalkStageStore = Awaited<ReturnType<typeof openStage>>["house"]["store"];

function textOf({ title, lines }: Message): string {
  return [title, ...lines].map((line) => line.map(spanText).join("")).join("\n");
}

function spanText(span: Span): string {
  if (typeof span === "string") return span;
  if ("code" in span) return span.code;
  return "strong" in span ? span.strong : span.text;
}
