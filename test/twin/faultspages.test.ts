import assert from "node:assert/strict";
import test from "node:test";
import { fetchRaw } from "./raw.ts";
import { twinWorld } from "./world.ts";

async function withPlace(t: test.TestContext) {
  const world = await twinWorld(t);
  const headers = { "PRIVATE-TOKEN": world.twin.bot.token };
  return {
    ...world,
    ask: (path: string, method = "GET") => fetchRaw(`${world.served.url}/api/v4${path}`, { method, headers }),
  };
}

test("a proxy that wants people to sign in shows a page with 200, or sends there with 302", async (t) => {
  const { twin, ask, served } = await withPlace(t);
  twin.faultNext({ kind: "html", page: "signIn" });
  const page = await ask("/user");
  assert.deepEqual([page.status, page.headers.get("content-type")], [200, "text/html; charset=utf-8"]);
  assert.match(page.text, /<title>Sign in/);
  twin.faultNext({ kind: "html", page: "signInRedirect" });
  const sent = await ask("/user");
  assert.deepEqual([sent.status, sent.headers.get("location")], [302, `${served.url}/users/sign_in`]);
});

test("a GitLab in maintenance shows a page with 503", async (t) => {
  const { twin, ask } = await withPlace(t);
  twin.faultNext({ kind: "html", page: "maintenance" });
  const page = await ask("/user");
  assert.deepEqual([page.status, page.headers.get("content-type")], [503, "text/html; charset=utf-8"]);
  assert.match(page.text, /Deploy in progress/);
});

test("a redirect leads to the same path at another name of this machine, where a token that follows is seen", async (t) => {
  const { twin, ask, served } = await withPlace(t);
  twin.faultNext({ kind: "redirect" });
  const { status, headers } = await ask("/user?a=1");
  const location = headers.get("location") ?? "";
  assert.deepEqual([status, location], [302, `${served.url.replace("127.0.0.1", "localhost")}/api/v4/user?a=1`]);
  const followed = await fetchRaw(location, { headers: { "PRIVATE-TOKEN": twin.bot.token } });
  assert.equal(followed.status, 200);
  for (const code of [301, 303, 307, 308] as const) {
    twin.faultNext({ kind: "redirect", status: code, to: "https://example.net/away" });
    const other = await ask("/user");
    assert.deepEqual([other.status, other.headers.get("location")], [code, "https://example.net/away"]);
  }
});

test("who asks from a blocked address is told so in plain text", async (t) => {
  const { twin, ask } = await withPlace(t);
  twin.faultNext({ kind: "blocked" });
  const { status, text, headers } = await ask("/user");
  assert.deepEqual([status, text, headers.get("content-type")], [403, "Forbidden\n", "text/plain"]);
});

test("any other answer can be given in full", async (t) => {
  const { twin, ask, pipeline, job } = await withPlace(t);
  const { id } = twin.fail(twin.jobNamed(pipeline(["test/unit"]).id, "unit").id);
  const headers = { "Retry-After": "-5", "Content-Type": "application/json" };
  twin.faultNext({ kind: "answer", status: 429, headers, body: '{"id":12345678901234567890}', when: "after" });
  const given = await ask(`${job(id)}/retry`, "POST");
  assert.deepEqual(
    [given.status, given.headers.get("retry-after"), given.text, twin.job(id).isRetried],
    [429, "-5", '{"id":12345678901234567890}', true],
  );
  twin.faultNext({ kind: "answer", status: 418 });
  assert.deepEqual([(await ask("/user")).status, (await ask("/user")).status], [418, 200]);
});
