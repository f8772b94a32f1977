import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { test } from "node:test";
import { personOf } from "../../../infra/twin/state/world.ts";
import { linkStage, openBrowser, type Page } from "./linkStage.ts";

const strange = [
  "<script>alert(1)</script>",
  '"><img src=x onerror=alert(1)>',
  "</title></strong><svg/onload=alert(1)>",
  "javascript:alert(1)",
  "' onmouseover='alert(1)",
  "&lt;script&gt;",
  "<!--",
  "{{7*7}} #{7*7} <%= 7*7 %>",
  "\u202Eevil\u2066",
  "a\u0000b\r\nSet-Cookie: x=1",
  "<a href=//evil.example>click</a>",
  "x".repeat(10_000),
];

function assertHarmless({ text, headers }: Page): void {
  const tags = new Set([...text.matchAll(/<(\/?[a-z!][a-z0-9]*)/gi)].map(([, tag]) => tag?.toLowerCase()));
  const known = ["!doctype", "html", "head", "meta", "title", "style", "body", "h1", "p", "strong", "bdi", "code", "a"];
  for (const tag of tags) assert.ok(known.includes(tag?.replace("/", "") ?? ""), tag);
  for (const [, attributes = ""] of text.matchAll(/<[a-z0-9]+((?:\s[^>]*)?)>/gi))
    assert.doesNotMatch(attributes, /\son\w+=|javascript:/i);
  for (const [, href = ""] of text.matchAll(/<a [^>]*href=(\S+)/g))
    assert.match(href, /^"http:\/\/127\.0\.0\.1:\d+\/oauth\//);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must not be there
  assert.doesNotMatch(text, /[\u0000-\u0009\u000b-\u001f\u202a-\u202e\u2066-\u2069]/);
  assert.ok(text.length < 8_000);
  const style = /<style>(.*)<\/style>/.exec(text)?.[1] ?? "";
  const policy = headers.get("content-security-policy") ?? "";
  assert.match(policy, /default-src 'none'/);
  assert.ok(policy.includes(`'sha256-${createHash("sha256").update(style).digest("base64")}'`));
  for (const rule of ["frame-ancestors 'none'", "form-action 'none'", "base-uri 'none'"])
    assert.ok(policy.includes(rule));
  assert.doesNotMatch(policy, /unsafe|http/);
  const told = ["referrer-policy", "cache-control", "x-content-type-options", "x-frame-options"];
  assert.deepEqual(
    told.map((name) => headers.get(name)),
    ["no-referrer", "no-store", "nosniff", "DENY"],
  );
}

test("whatever people are called, in the chat and in GitLab, the pages show it as text and nothing else", async (t) => {
  const s = await linkStage(t);
  const bob = personOf(s.twin.world, "bob");
  for (const name of strange) {
    Object.assign(bob, { username: name.slice(0, 900) });
    const browser = openBrowser();
    const first = await browser.open(await s.linkFor("UMALLORY", { name }));
    assertHarmless(first);
    assert.match(first.text, /UMALLORY/);
    const back = await browser.answer(first.next, { username: name.slice(0, 900) });
    const last = await browser.open(back.next);
    assert.ok([200, 502].includes(last.status), `${last.status}`);
    assertHarmless(last);
    s.clock.advance(60);
  }
});

test("every page of trouble is as harmless, and repeats nothing of what was asked", async (t) => {
  const s = await linkStage(t);
  for (const text of strange)
    for (const name of ["state", "error", "error_description", "code"]) {
      const query = new URLSearchParams({ [name]: text.slice(0, 2_000) });
      for (const path of ["/chat/link", "/chat/link/callback"]) {
        const page = await openBrowser().open(`${s.house.url}${path}?${query}`);
        assert.equal(page.status, 400);
        assertHarmless(page);
        assert.match(page.text, /Say <code><bdi>link<\/bdi><\/code> to Penstock in the chat/);
      }
    }
});

test("the cookie of a browser opens nothing, is of this way only, and is not the state", async (t) => {
  const s = await linkStage(t);
  const link = await s.linkFor("UALICE");
  const [cookie = ""] = (await fetch(link)).headers.getSetCookie();
  assert.match(
    cookie,
    /^penstock-link-[A-Za-z0-9_-]{22}=[0-9a-f]{64}; Path=\/chat\/link; Max-Age=600; HttpOnly; SameSite=Lax$/,
  );
  const secret = new URL(link).searchParams.get("state")?.split(".")[2] ?? "";
  assert.ok(secret.length === 43 && !cookie.includes(secret));
});
