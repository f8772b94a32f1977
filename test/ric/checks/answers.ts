import assert from "node:assert/strict";
import type { LambdaFunctionURLEvent, LambdaFunctionURLResult } from "aws-lambda";
import { serveFunctions } from "../../../infra/local/server.ts";
import { everyMinute, httpApiRequest } from "../../functions/awsEvents.ts";
import { functionNames } from "../bundles.ts";
import type { Check, CheckGround } from "../check.ts";
import type { Outcome, Sandbox } from "../sandbox.ts";

/** What a function answered. @throws when it did not */
export function answerOf(outcome: Outcome): unknown {
  if (outcome.kind === "answered") return outcome.value;
  throw new Error(`no answer: ${JSON.stringify(outcome)}`);
}

/** A function behind an address, as its function URL is. */
export async function atAddress(on: CheckGround, room: string, sandbox: Sandbox): Promise<string> {
  const handler = async (event: LambdaFunctionURLEvent) =>
    answerOf(await sandbox.invoke(event)) as LambdaFunctionURLResult;
  const server = await serveFunctions({ [room]: handler }, 0);
  on.after(() => server.close());
  return server.url;
}

/** Lets GitLab tell of a failed job. @returns the job, and what the door answered */
export async function failTold(on: CheckGround, url: string): Promise<number> {
  const { twin, project, signingToken } = on;
  if (twin.world.hooks.length === 0)
    twin.addHook(project, { url: `${url}/gitlab/gitlab`, signingToken, jobEvents: true });
  const job = on.failJob();
  await twin.deliver();
  return job;
}

const init: Check = {
  says: "every function is loaded and waits, without an error and without asking for a secret",
  async run(on) {
    for (const name of functionNames) await (await on.start(name)).ready;
    assert.deepEqual([...on.parameters.asked], []);
  },
};

const story: Check = {
  says: "a signed hook of a failed job is answered 202, and the task that the table's stream brings is performed: one retry on GitLab",
  async run(on) {
    const job = await failTold(on, await atAddress(on, "gitlab", await on.start("webhook")));
    assert.equal((await on.store.task(on.retryOf(job)))?.state, "waiting");
    assert.equal(on.effects(job), 0);
    const work = await on.start("work");
    assert.deepEqual(answerOf(await work.invoke(await on.streamed(job))), { batchItemFailures: [] });
    assert.equal((await on.store.task(on.retryOf(job)))?.state, "done");
    assert.deepEqual(answerOf(await work.invoke(await on.streamed(job))), { batchItemFailures: [] });
    assert.equal(on.effects(job), 1);
  },
};

const forged: Check = {
  says: "a hook with a wrong signature is answered 401, one for no source 404, and neither leaves anything",
  async run(on) {
    const url = await atAddress(on, "gitlab", await on.start("webhook"));
    const post = async (path: string) =>
      (
        await fetch(`${url}${path}`, {
          method: "POST",
          body: "{}",
          headers: { "x-gitlab-token": "a-guess-of-16-letters" },
        })
      ).status;
    assert.deepEqual([await post("/gitlab/gitlab"), await post("/gitlab/other")], [401, 404]);
    assert.deepEqual(
      await on.store.entries(10),
      (await on.store.entries(10)).filter(({ kind }) => kind === "rules"),
    );
  },
};

const scheduled: Check = {
  says: "the patrol's schedule finds a failed job that no hook told, and the minute's schedule has it retried once",
  async run(on) {
    const job = on.failJob();
    assert.equal(answerOf(await (await on.start("patrol")).invoke(everyMinute)), null);
    const tick = await on.start("tick");
    assert.equal(answerOf(await tick.invoke(everyMinute)), null);
    assert.equal(answerOf(await tick.invoke(everyMinute)), null);
    assert.equal(on.effects(job), 1);
    assert.equal((await on.store.task(on.retryOf(job)))?.state, "done");
  },
};

/** A GET as the HTTP API hands it over. @param userArn whom IAM's authorizer vouches for; missing: nobody */
export function apiGet(path: string, userArn?: string) {
  const event = httpApiRequest({ headers: {} });
  const { requestContext } = event;
  const iam = { accessKey: "AKIA", accountId: "123456789012", userArn, userId: "AIDA" };
  const http = { ...requestContext.http, method: "GET", path };
  const context = { ...requestContext, http, ...(userArn !== undefined && { authorizer: { iam } }) };
  return { ...event, routeKey: "GET /{path+}", rawPath: path, requestContext: context };
}

export const alice = "arn:aws:sts::123456789012:assumed-role/platform/alice";

const api: Check = {
  says: "the API tells an IAM principal its tasks, and a request that nobody vouches for nothing",
  async run(on) {
    const job = on.failJob();
    await (await on.start("patrol")).invoke(everyMinute);
    const sandbox = await on.start("api");
    const told = answerOf(await sandbox.invoke(apiGet("/api/gitlab/tasks", alice))) as {
      statusCode: number;
      body: string;
    };
    assert.equal(told.statusCode, 200, told.body);
    assert.ok(told.body.includes(on.retryOf(job)), told.body);
    const event = apiGet("/api/gitlab/tasks");
    const { statusCode, body } = answerOf(await sandbox.invoke(event)) as { statusCode: number; body: string };
    assert.deepEqual([statusCode, body.includes("job:")], [401, false]);
  },
};

const chat: Check = {
  says: "a command in Mattermost is taken at once, and the next wake answers it there",
  async run(on) {
    const { mattermost, chat } = on;
    const sandbox = await on.start("chat", { env: on.settings() });
    const url = await atAddress(on, "chat", sandbox);
    chat.command(`${url}/chat/mattermost`);
    const job = on.failJob();
    const text = `/penstock why ${on.twin.world.url}/shop/api/-/jobs/${job}`;
    const heard = await mattermost.say({ user: chat.alice, channel: chat.channel, text });
    assert.equal(heard.status, 200, JSON.stringify(heard));
    const before = mattermost.posts(chat.channel, chat.alice).length;
    assert.equal(answerOf(await sandbox.invoke(everyMinute)), null);
    const posts = mattermost.posts(chat.channel, chat.alice).slice(before);
    assert.ok(
      posts.some(({ message }) => message.includes(`job ${job}`)),
      JSON.stringify(posts),
    );
  },
};

const ownSecrets: Check = {
  says: "each function asks for the secrets below its own path, and for no others",
  async run(on) {
    const { parameters } = on;
    const asked = () => [...parameters.asked].map((name) => name.split("/")[3]);
    await failTold(on, await atAddress(on, "gitlab", await on.start("webhook")));
    assert.deepEqual(asked(), ["webhook"]);
    parameters.asked.clear();
    await (await on.start("tick")).invoke(everyMinute);
    assert.deepEqual(new Set(asked()), new Set(["gitlab"]));
    parameters.asked.clear();
    await (await on.start("patrol")).invoke(everyMinute);
    assert.deepEqual(new Set(asked()), new Set(["gitlab-read"]));
  },
};

/** What each function answers to what wakes it. */
export const answers: readonly Check[] = [init, story, forged, scheduled, api, chat, ownSecrets];
