import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { each, testOnPush } from "../door/onPush.ts";
import { asked, proxied } from "./asked.ts";
import { fuzzClient, shownAs } from "./client.ts";
import { heard } from "./heard.ts";
import { said } from "./said.ts";
import { openStranger } from "./stranger.ts";

testOnPush(asked, {
  ...each(
    [300, 301, 302, 303, 304, 305, 307, 308].map((status) => `answers: ${status}`),
    20,
  ),
  ...each(
    ["GraphQL", "list", "one thing"].map((kind) => `answers: ${kind}`),
    50,
  ),
  "cases of several requests": 50,
  "led to a storage": 20,
});
testOnPush(heard, { effects: 10, "requests to GitLab": 100 });
testOnPush(said, {
  "slack: right address, taken": 10,
  "slack: wrong address, left out": 50,
  "mattermost: right address, taken": 10,
  "mattermost: not believed": 50,
  "requests to the chat": 100,
});

const seed = 20_261_122;

/** What an API client does that takes addresses as they come. */
const naive: Parameters<typeof fuzzClient>[2] = ({ baseUrl, token, tokenAs = "bearer" }) => {
  const get = async (path: string) => {
    const headers = { [shownAs[tokenAs === "jobQuery" ? "job" : tokenAs]]: token };
    const first = await fetch(`${baseUrl}/api/v4${path}`, { headers }).catch(() => undefined);
    const next = /<([^>]*)>; rel="next"/.exec(first?.headers.get("link") ?? "")?.[1];
    if (next !== undefined && URL.canParse(next)) await fetch(next, { headers }).catch(() => undefined);
  };
  return {
    deeds: {
      job: ({ number }) => get(`/projects/${number()}/jobs/${number()}`),
      jobs: ({ number }) => get(`/projects/${number()}/jobs`),
      project: ({ name }) => get(`/projects/${name()}`),
    },
    downloads: { file: ({ number }) => get(`/projects/${number()}/jobs/${number()}/artifacts`) },
    close: async () => {},
  };
};

test("a client that follows redirects and links, or puts names into addresses as they are, is found out", async () => {
  const { violations } = await fuzzClient(100, seed, naive);
  for (const what of [/a stranger was asked/, /finds another path|folder above/])
    assert.ok(
      violations.some((violation) => what.test(violation)),
      `${what} is not among them:\n${violations.join("\n")}`,
    );
});

/** Runs a program of ours where the environment names a proxy for everything. @returns what came to that proxy */
async function cameToProxy(t: TestContext, script: string): Promise<readonly string[]> {
  const proxy = await openStranger();
  t.after(() => proxy.close());
  const env = { PATH: process.env.PATH ?? "", ...proxied(proxy.port) };
  const options = { env, cwd: join(import.meta.dirname, "../../.."), stdio: "ignore" } as const;
  const child = spawn(process.execPath, ["--input-type=module", "--eval", script], options);
  const ended = once(child, "exit");
  await Promise.race([ended, proxy.visited]);
  child.kill("SIGKILL");
  await ended;
  return proxy.came;
}

test("`penstock` told the API's token to a proxy of the environment: it goes to the API alone", async (t) => {
  const server = await openStranger();
  t.after(() => server.close());
  const came = await cameToProxy(
    t,
    `import { createApi } from "./lib/cli/api.ts";
     import * as z from "zod";
     const api = createApi({ url: "http://127.0.0.1:${server.port}", token: "a-token-of-the-api", source: "gitlab" });
     await api(["tasks"], z.unknown());`,
  );
  assert.deepEqual(came, []);
  assert.match(server.came.join(), /^GET \/api\/gitlab\/tasks HTTP\/1\.1/);
});

test("the proxies of the environment are there for whoever asks for them", async (t) => {
  const came = await cameToProxy(
    t,
    `import { request } from "undici";
     await request("http://127.0.0.1:7410/", { signal: AbortSignal.timeout(5_000) }).catch(() => {});`,
  );
  assert.ok(came.length > 0);
});
