import assert from "node:assert/strict";
import { test } from "node:test";
import { ask, browse } from "./browsed.ts";
import { smallPage } from "./smallPage.ts";

const ada = { chat: "slack", channel: "deploys", as: "ada" };
const said = { ...ada, text: "/penstock help" };

test("the page is shown at / and /talk, loads nothing but its own files, and nobody may frame it", async (t) => {
  const { url } = await smallPage(t);
  for (const path of ["/", "/talk", "/talk?chat=slack&channel=ops&as=grace"]) {
    const { status, headers, text } = await ask(`${url}${path}`);
    assert.equal(status, 200);
    assert.match(text, /<title>#(deploys as ada|ops as grace) /);
    const policy = String(headers["content-security-policy"]);
    assert.match(policy, /default-src 'none'/);
    assert.match(policy, /frame-ancestors 'none'/);
    assert.doesNotMatch(policy, /unsafe|\*|https?:|data:/);
    assert.equal(headers["x-content-type-options"], "nosniff");
    assert.equal(headers["cache-control"], "no-store");
    assert.doesNotMatch(text, /<script(?! src="\/talk\/page\.js" defer><)|<style|\son\w+=|\sstyle=|javascript:/);
    for (const [, file = ""] of text.matchAll(/(?:src|href)="(\/talk\/[^"]+)"/g))
      assert.equal((await ask(`${url}${file}`)).status, 200, file);
  }
});

test("its cookie is for this page alone, and no script and no other site gets it", async (t) => {
  const { url } = await smallPage(t);
  const [cookie = ""] = (await ask(`${url}/`)).headers["set-cookie"] ?? [];
  assert.match(
    cookie,
    new RegExp(`^penstock-page-${new URL(url).port}=[\\w-]{32}; Path=/; HttpOnly; SameSite=Strict$`),
  );
  const browser = await browse(url);
  const again = await ask(`${url}/`, { headers: { cookie: browser.cookie } });
  assert.equal(again.headers["set-cookie"], undefined);
  assert.match(again.text, new RegExp(`value="${browser.token}"`));
});

test("a form does what it says as the person that was chosen, and leads back to what they look at", async (t) => {
  const { url, done } = await smallPage(t);
  const { send } = await browse(url);
  const answer = await send("/talk/say", { ...said, channel: "ops", as: "grace" });
  assert.deepEqual([answer.status, answer.headers.location], [303, "/talk?chat=slack&channel=ops&as=grace"]);
  await send("/talk/click", { ...ada, message: "17.1", button: "0" });
  await send("/talk/release", ada);
  await send("/talk/hand", { ...ada, job: "7", deed: "fail" });
  assert.deepEqual(done, [
    { who: "U2", channel: "C2", text: "/penstock help" },
    { who: "U1", channel: "C1", message: "17.1", button: "0" },
    "release",
    { job: 7, deed: "fail" },
  ]);
});

const stolen = "A".repeat(43);
const forged: readonly (readonly [string, Readonly<Record<string, string>>, Readonly<Record<string, string>>])[] = [
  ["of another site", {}, { origin: "https://evil.example" }],
  ["of another port of this machine", {}, { origin: "http://127.0.0.1:1" }],
  ["of another name of this machine", {}, { origin: "http://localhost:1" }],
  ["of a page without an address", {}, { origin: "null" }],
  ["without an origin", {}, { origin: "" }],
  ["without its token", { token: "" }, {}],
  ["with another token", { token: stolen }, {}],
  ["without its cookie", {}, { cookie: "" }],
  ["with a cookie of the sender's own", {}, { cookie: "penstock-page-1=A" }],
];

for (const [what, fields, headers] of forged)
  test(`a form ${what} is refused, and nothing is done`, async (t) => {
    const { url, done } = await smallPage(t);
    const { send } = await browse(url);
    for (const path of ["/talk/say", "/talk/click", "/talk/release", "/talk/hand"]) {
      const { status, text } = await send(path, { ...said, ...fields }, headers);
      assert.equal(status, 403, path);
      assert.match(text, /load the page again/);
    }
    assert.deepEqual(done, []);
  });

test("a token that another browser was given is refused", async (t) => {
  const { url, done } = await smallPage(t);
  const [one, other] = [await browse(url), await browse(url)];
  assert.notEqual(one.token, other.token);
  assert.equal((await one.send("/talk/say", { ...said, token: other.token })).status, 403);
  assert.deepEqual(done, []);
});

test("under another name than this machine's nothing is shown and nothing is done: DNS rebinding gains nothing", async (t) => {
  const { url, done } = await smallPage(t);
  const { port } = new URL(url);
  const { send } = await browse(url);
  for (const host of [`evil.example:${port}`, "evil.example", "127.0.0.1", "127.0.0.1:1", `127.0.0.1.nip.io:${port}`]) {
    const { status, text, headers } = await ask(`${url}/`, { headers: { host } });
    assert.equal(status, 421, host);
    assert.doesNotMatch(text, /token/);
    assert.equal(headers["set-cookie"], undefined);
    assert.equal((await send("/talk/say", said, { host, origin: `http://${host}` })).status, 421);
  }
  assert.deepEqual(done, []);
  assert.equal((await ask(`${url}/`, { headers: { host: `localhost:${port}` } })).status, 200);
});

test("what is not there is not found, and forms that name nobody do nothing", async (t) => {
  const { url, done } = await smallPage(t);
  const { send } = await browse(url);
  for (const path of ["/talk/other", "/talk/page.ts", "/talk/../page.js", "/talk/constructor", "/favicon.ico"])
    assert.equal((await ask(`${url}${path}`)).status, 404, path);
  assert.equal((await ask(`${url}/talk`, { method: "DELETE" })).status, 405);
  for (const path of ["/", "/talk", "/talk/toString"]) assert.equal((await send(path, said)).status, 404, path);
  for (const wrong of [{ chat: "irc" }, { channel: "secret" }, { as: "root" }, { as: "" }])
    assert.equal((await send("/talk/say", { ...said, ...wrong })).status, 400);
  assert.equal((await send("/talk/say", { ...said, text: "x".repeat(300_000) })).status, 413);
  assert.deepEqual(done, []);
});

test("trouble is told to the browser that had it, until its next form", async (t) => {
  const { url } = await smallPage(t, { trouble: "Slack is <down>" });
  const [mine, others] = [await browse(url), await browse(url)];
  const notice = (text: string) => /<p id="notice" role="alert">([^<]*)<\/p>/.exec(text)?.[1];
  await mine.send("/talk/say", said);
  assert.equal(notice(await mine.look()), "Slack is &lt;down&gt;");
  assert.equal(notice(await others.look()), "");
  await mine.send("/talk/say", { ...said, text: "hello" });
  assert.match(notice(await mine.look()) ?? "", /begins with \/penstock/);
  await mine.send("/talk/hand", { ...ada, job: "0", deed: "fail" });
  assert.equal(notice(await mine.look()), "there is no job 0");
  await mine.send("/talk/release", ada);
  assert.equal(notice(await mine.look()), "");
});
