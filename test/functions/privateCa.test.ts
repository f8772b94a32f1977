import assert from "node:assert/strict";
import { once } from "node:events";
import { type AddressInfo, connect } from "node:net";
import { pipeline } from "node:stream";
import { type TestContext, test } from "node:test";
import { createServer, type TlsOptions } from "node:tls";
import { personBehind } from "../../functions/world/person.ts";
import { readerGitLab, workerGitLab } from "../../functions/world/tokens.ts";
import { watchedTokens } from "../../functions/world/watchedTokens.ts";
import { serveTwin } from "../../infra/twin/serve.ts";
import { createTwin } from "../../infra/twin/twin.ts";
import { createSecrets } from "../../lib/edge/secrets.ts";
import { createComments } from "../../lib/gitlab/comments.ts";
import { takeToken } from "../../lib/gitlab/oauth.ts";
import { publicCa } from "../gitlab/http/publicca.ts";
import { selfSigned } from "../gitlab/selfsigned.ts";

const clock = () => Date.UTC(2026, 10, 20);

/** A twin behind TLS, with a certificate that only vouches for itself. */
async function secured(t: TestContext, options: TlsOptions = {}) {
  const twin = createTwin({ clock });
  twin.addPerson({ username: "ada" });
  const token = twin.addToken("ada");
  const served = await serveTwin(twin);
  const { port } = new URL(served.url);
  const server = createServer({ ...selfSigned, ...options }, (socket) => {
    const behind = connect(Number(port), "127.0.0.1");
    pipeline(socket, behind, socket, () => {});
  });
  server.on("tlsClientError", () => {});
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  t.after(async () => {
    server.close();
    await served.close();
  });
  return { twin, token, url: `https://localhost:${(server.address() as AddressInfo).port}` };
}

/** Each way in which a function asks a source's GitLab. */
function askers({ url, token, ca }: { url: string; token: string; ca?: string }) {
  const secrets = createSecrets({
    clock,
    spread: 0,
    ask: async (names) => new Map(names.map((name) => [name, token])),
  });
  const own = ca !== undefined && { ca };
  const source = { id: "main", url, ...own, projects: ["**"], tokens: { act: "act" }, webhookSecrets: [] };
  const reachable = { source, stage: "prod", secrets, callTimeoutSeconds: 5, clock };
  const caPem = ca !== undefined && { caPem: ca };
  const grant = { code: "none", verifier: "none" };
  return {
    worker: async () => (await (await workerGitLab(reachable)()).reads.me()).username,
    reader: async () => (await (await readerGitLab(reachable)()).me()).username,
    tokens: async () => {
      const [watched] = watchedTokens(reachable, ["act"]);
      const said = await (await watched?.open())?.looks[0]?.();
      return said?.kind === "described" ? "ada" : said;
    },
    person: async () => {
      const person = await personBehind({ url, ...caPem }, token);
      return person && "username" in person ? person.username : person;
    },
    comments: async () => {
      const comments = createComments({ baseUrl: url, token, clock, ...caPem });
      return (await comments.me().finally(() => comments.close())) > 0 ? "ada" : undefined;
    },
    oauth: async () => {
      const client = { url, clientId: "app", redirectUrl: "https://penstock.example.com/chat/link/callback", ...caPem };
      return "refused" in (await takeToken(client, grant)) ? "ada" : undefined;
    },
  };
}

test("a GitLab with a private CA is asked by every function that is told of it", async (t) => {
  const found = await secured(t);
  for (const [name, ask] of Object.entries(askers({ ...found, ca: selfSigned.cert })))
    assert.equal(await ask(), "ada", name);
});

for (const [why, ca] of [
  ["without its CA", undefined],
  ["with another one's CA", publicCa.cert],
] as const)
  test(`${why} a GitLab with a private CA is told nothing, no token either`, async (t) => {
    const { twin, ...found } = await secured(t);
    for (const [name, ask] of Object.entries(askers({ ...found, ...(ca !== undefined && { ca }) })))
      await assert.rejects(ask(), { name: "GitLabError", code: "refusedConnection" }, name);
    assert.deepEqual(twin.requests, []);
  });

test("TLS older than 1.2 is not spoken", async (t) => {
  const found = await secured(t, { minVersion: "TLSv1", maxVersion: "TLSv1.1", ciphers: "DEFAULT@SECLEVEL=0" });
  for (const [name, ask] of Object.entries(askers({ ...found, ca: selfSigned.cert })))
    await assert.rejects(ask(), { name: "GitLabError", code: "refusedConnection" }, name);
});
