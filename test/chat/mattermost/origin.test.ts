import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:http";
import { type TestContext, test } from "node:test";
import { mattermostMouth } from "../../../lib/chat/mattermost/mouth.ts";
import { replyUrl } from "../../../lib/chat/mattermost/replyUrl.ts";
import { sentence } from "../../../lib/core/message.ts";
import { ids } from "./knocking.ts";
import { type Speaking, speaking } from "./speaking.ts";

const hello = sentence("ok", "hello");

/** A server of somebody else, and what came to it. */
async function elsewhere(t: TestContext) {
  const came: string[] = [];
  const server = createServer((request, response) => {
    came.push(`${request.method} ${request.url} ${request.headers.authorization ?? ""}`);
    response.end('{"id":"jux16pkewjrkfj3ehep1psxyxc"}');
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  t.after(() => server.close());
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  return { came, url: `http://127.0.0.1:${address.port}` };
}

const ways: Readonly<Record<string, (s: Speaking) => Promise<unknown>>> = {
  "a post": (s) => s.mouth.send(s.place, hello),
  "a post that one person sees": (s) => s.mouth.send({ ...s.place, onlyFor: s.alice.id }, hello),
  "a change": (s) => s.mouth.change(s.place, ids.post, hello),
  "an answer": (s) => s.mouth.send({ ...s.replying(), onlyFor: s.alice.id }, hello),
};

for (const [name, say] of Object.entries(ways))
  for (const status of [301, 302, 303, 307, 308])
    test(`${name} that is sent on with ${status} goes nowhere`, async (t) => {
      const other = await elsewhere(t);
      const s = await speaking(t);
      s.mattermost.fail({ on: "", kind: "redirect", status, headers: { location: `${other.url}/x` }, times: 99 });
      const sent = await say(s);
      assert.match(JSON.stringify(sent), /"refused".*that no proxy redirects/);
      assert.deepEqual(other.came, []);
      assert.doesNotMatch(JSON.stringify(sent), /127\.0\.0\.1/);
    });

test("an answer to an address of another origin is not sent, even from our own tables", async (t) => {
  const other = await elsewhere(t);
  const s = await speaking(t);
  const until = s.clock.now() + 60_000;
  const own = new URL(s.settings.url).host;
  const urls = [
    `${other.url}/hooks/commands/${ids.hook}`,
    `http://${own}@${new URL(other.url).host}/hooks/commands/${ids.hook}`,
    `${other.url}/hooks/commands/${ids.hook}#${s.settings.url}`,
    `//${new URL(other.url).host}/hooks/commands/${ids.hook}`,
    `${s.settings.url}/hooks/commands/..%2f..%2fapi`,
  ];
  for (const url of urls) {
    assert.equal(replyUrl(url, s.settings.url), undefined, url);
    const place = { ...s.place, onlyFor: s.alice.id, reply: { url, until } };
    assert.equal((await s.mouth.send(place, hello)).kind, "sent");
  }
  assert.deepEqual(other.came, []);
  assert.ok(s.mattermost.requests.every(({ path }) => path.startsWith("/api/v4/")));
});

test("a proxy of the environment is not asked", async (t) => {
  const other = await elsewhere(t);
  const names = ["http_proxy", "HTTP_PROXY", "https_proxy", "HTTPS_PROXY", "all_proxy"];
  const before = names.map((name) => process.env[name]);
  for (const name of names) process.env[name] = other.url;
  t.after(() => {
    for (const [at, name] of names.entries())
      if (before[at] === undefined) delete process.env[name];
      else process.env[name] = before[at];
  });
  const s = await speaking(t);
  assert.equal((await s.mouth.send(s.place, hello)).kind, "sent");
  assert.deepEqual(other.came, []);
});

test("an address that is none, or that would show the token to the network, is told at once", async (t) => {
  const s = await speaking(t);
  for (const url of ["", "chat.example.com", "http://chat.example.com", "https://a:b@chat.example.com", "ftp://x"])
    assert.throws(() => mattermostMouth({ ...s.settings, url, clock: s.clock.now }), { name: "SettingsError" }, url);
});
