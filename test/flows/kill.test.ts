import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer, type IncomingMessage, request } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, type TestContext, test } from "node:test";
import { startDatabase } from "../../infra/local/database.ts";
import { serveTwin } from "../../infra/twin/serve.ts";
import { createTwin } from "../../infra/twin/twin.ts";
import { actions } from "../../lib/actions/index.ts";
import { applyRules } from "../../lib/app/apply.ts";
import { createClient } from "../../lib/store/client.ts";
import { createStore } from "../../lib/store/store.ts";
import { createTables } from "../../lib/store/tables.ts";
import { run } from "./process.ts";

const secret = `whsec_${Buffer.alloc(32, 9).toString("base64")}`;
const rules = `
version: 1
defaults: { mode: enforce }
rules: [{ id: retry-failed, projects: ["**"], on: job, when: { status: failed }, do: retry }]
`;

const isEffect = ({ method, url }: IncomingMessage) => method === "POST" && url !== "/api/graphql";

/**
 * Stands between Penstock and GitLab: looks pass, also the one that a start asks by GraphQL; of an effect it passes on what
 * the test says, and answers nothing.
 */
async function wire(t: TestContext, gitlabUrl: string, forwardsPosts: boolean) {
  const seen = Promise.withResolvers<void>();
  const server = createServer((from, to) => {
    if (isEffect(from) && !forwardsPosts) return seen.resolve();
    const onward = request(`${gitlabUrl}${from.url}`, { method: from.method, headers: from.headers }, (answer) => {
      if (isEffect(from)) {
        answer.resume();
        return answer.on("end", seen.resolve);
      }
      to.writeHead(answer.statusCode ?? 502, answer.headers);
      return answer.pipe(to);
    });
    return from.pipe(onward);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  t.after(() => {
    server.close();
    server.closeAllConnections();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, postSeen: seen.promise };
}

const cases = [
  ["after the mark and before its call reaches GitLab", false],
  ["after GitLab has executed its call and before it can record that", true],
] as const;

// Both wait for a lease of 7 s and a settle time of 1 s to pass, so they wait together.
describe("kill -9", { concurrency: true }, () => {
  for (const [when, forwardsPosts] of cases)
    test(`a Penstock that is killed with kill -9 ${when} ends, once started again, with exactly one effect`, async (t) => {
      const database = await startDatabase();
      t.after(() => database.stop());
      const where = { endpoint: database.endpoint, region: "eu-central-1" };
      const client = createClient(where);
      t.after(() => client.destroy());
      await createTables(client, "penstock-");
      const store = createStore({ client, prefix: "penstock-", random: randomUUID });
      await applyRules([{ file: "rules.yaml", text: rules }], "gitlab", { store, actions });

      const twin = createTwin({ clock: Date.now });
      const project = twin.addProject({ path: "shop/api", members: { [twin.bot.username]: "maintainer" } });
      const gitlab = await serveTwin(twin);
      t.after(() => gitlab.close());
      const proxy = await wire(t, gitlab.url, forwardsPosts);

      const folder = mkdtempSync(join(tmpdir(), "penstock-"));
      t.after(() => rmSync(folder, { recursive: true }));
      const settings = {
        PENSTOCK_GITLAB_TOKEN: twin.bot.token,
        PENSTOCK_WEBHOOK_SECRETS: secret,
        AWS_ENDPOINT_URL_DYNAMODB: database.endpoint,
        PENSTOCK_PORT: "0",
        PENSTOCK_RUNNING: join(folder, "running.json"),
        PENSTOCK_SETTLE_SECONDS: "1",
        PENSTOCK_CALL_TIMEOUT_SECONDS: "1",
        PENSTOCK_FUNCTION_SECONDS: "2",
      };
      const start = (url: string) => run(t, ["infra/local/start.ts"], { ...settings, PENSTOCK_GITLAB_URL: url });

      const first = start(proxy.url);
      const hookUrl = (await first.line(/hooks +POST /)).replace(/^.*POST /, "");
      twin.addHook(project.id, { url: hookUrl, signingToken: secret, jobEvents: true });
      const { id } = twin.addPipeline(project.id, { jobs: [{ name: "build" }] });
      const job = twin.fail(twin.run(twin.jobNamed(id, "build").id).id, "runner_system_failure");
      await twin.deliver();
      await proxy.postSeen;
      first.child.kill("SIGKILL");
      assert.equal(await first.ended, "SIGKILL");
      const taskId = `gitlab/${project.id}/job:${job.id}/retry`;
      assert.equal((await store.task(taskId))?.state, "calling");
      assert.equal(twin.effects.length, forwardsPosts ? 1 : 0);

      const second = start(gitlab.url);
      await second.line(/"state":"done"/);
      assert.deepEqual(
        twin.effects.map(({ verb, jobId }) => [verb, jobId]),
        [["retry", job.id]],
      );
      assert.equal((await store.task(taskId))?.state, "done");
    });
});
