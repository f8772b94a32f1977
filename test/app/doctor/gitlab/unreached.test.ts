import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import { type TestContext, test } from "node:test";
import { createDoctor } from "../../../../lib/gitlab/doctor.ts";
import { selfSigned } from "../../../gitlab/selfsigned.ts";
import { ills, only, town } from "./town.ts";

/** The town's patient, but that its GitLab is asked there. */
async function askedAt(t: TestContext, baseUrl: string, more: { callTimeoutSeconds?: number; caPem?: string } = {}) {
  const { examine, options } = await town(t);
  const looks = createDoctor({ ...options, baseUrl, token: "glpat-0123456789abcdef", ...more });
  t.after(() => looks.close());
  return await examine({ url: baseUrl, tokens: [{ names: ["act"], looks }] });
}

test("a port at which nobody listens, and a certificate that nobody vouches for, are told apart", async (t) => {
  const server = createServer(selfSigned, (_, response) => response.end("{}")).listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const found = only(await askedAt(t, `https://localhost:${port}`));
  assert.deepEqual(ills([found]), ["gitlabCertificate broken GitLab of main"]);
  assert.match(found.cure ?? "", /connect\.ca/);
  server.close();
  server.closeAllConnections();
  await once(server, "close");
  const refused = only(await askedAt(t, `https://127.0.0.1:${port}`));
  assert.deepEqual(ills([refused]), ["gitlabRefused broken GitLab of main"]);
  assert.match(refused.cure ?? "", /port/);
});

test("a GitLab that does not answer is told as such, once", async (t) => {
  const { twin, served } = await town(t);
  twin.faultNext({ kind: "hang", count: "all" });
  assert.deepEqual(ills(await askedAt(t, served.url, { callTimeoutSeconds: 0.2 })), [
    "gitlabTimeout broken GitLab of main",
  ]);
});

test("what answers with web pages is no GitLab", async (t) => {
  const { twin, served } = await town(t);
  twin.faultNext({ kind: "html", page: "signIn", count: "all" });
  assert.deepEqual(ills(await askedAt(t, served.url)), ["gitlabBroken broken GitLab of main"]);
});

test("after a 429 nothing more is asked with that token, and what was not looked at is not told to be well", async (t) => {
  for (const path of [/\/projects\?/, /\/groups\/shop\/hooks/]) {
    const { twin, hooks, examine } = await town(t, {
      named: [["act", "clean", "read", "hooks"]],
      api: { members: { "act-bot": "maintainer" } },
      web: { members: { "act-bot": "maintainer" } },
    });
    hooks();
    twin.faultNext({ kind: "429", path, count: "all" });
    const found = await examine();
    assert.deepEqual(ills(found), ["gitlabBusy unknown GitLab of main"]);
    assert.ok(!found.some(({ id }) => id === "hooksLead" || id === "rulesCan"));
    assert.equal(twin.requests.at(-1)?.status, 429);
  }
});
