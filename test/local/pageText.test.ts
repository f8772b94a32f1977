import assert from "node:assert/strict";
import { test } from "node:test";
import type { Seen } from "../../infra/local/page/pageChat.ts";
import type { SeenWorld } from "../../infra/local/page/seenWorld.ts";
import { browse } from "./browsed.ts";
import { smallPage } from "./smallPage.ts";

/** What strangers may call a job, a ref, or themselves. */
const payloads = [
  "<script>alert(1)</script>",
  '"><img src=x onerror=alert(1)>',
  "'><svg/onload=alert(1)>",
  "</title></textarea></script><script>alert(1)</script>",
  '" autofocus onfocus="alert(1)',
  "javascript:alert(1)",
  "{{constructor.constructor('alert(1)')()}}",
  "<base href=//evil.example>",
  "<meta http-equiv=refresh content='0;url=//evil.example'>",
  "<form action=//evil.example><button>Approve</button></form>",
  "&lt;script&gt;alert(1)&lt;/script&gt;",
  "--><script>alert(1)</script>",
  "]]><script>alert(1)</script>",
  "deploy\u202Eevil\u2066\u200B",
  "line\nbreak\u2028\u0000\u001b[31m",
];

function seenWith(text: string, at: number): Seen {
  return {
    id: `${at}${text}`,
    at: 0,
    by: text,
    isOnlyYou: true,
    lines: [[text, { code: text }, { strong: text }, { link: text, text }, { link: `https://ok.example/${at}`, text }]],
    buttons: [{ id: text, label: text }],
  };
}

function worldWith(text: string): SeenWorld {
  const statuses = ["manual", "running", text];
  const jobs = statuses.map((status, id) => ({ id, name: text, status, url: `http://127.0.0.1/${text}` }));
  return {
    pipelines: [{ id: 1, project: text, ref: text, by: text, jobs }],
    changes: [{ at: 0, job: 1, name: text, from: text, to: text }],
  };
}

/** Every tag of a page, as it stands. */
function tagsOf(page: string): string[] {
  return page.match(/<\/?[a-z][^>]*>/gi) ?? [];
}

const known =
  /^<\/?(html|head|meta|title|link|script|body|header|main|aside|section|div|nav|noscript|h[123]|p|ol|ul|li|a|bdi|time|em|strong|code|span|form|input|label|button)\b/i;

for (const text of payloads)
  test(`in every field ${JSON.stringify(text)} is shown, and is nothing but text`, async (t) => {
    const plain = await smallPage(t, { seen: [seenWith("plain", 0)], world: worldWith("plain") });
    const { url } = await smallPage(t, { seen: [seenWith(text, 0)], world: worldWith(text), trouble: text });
    const query = `?${new URLSearchParams({ text })}`;
    const browser = await browse(url);
    await browser.send("/talk/say", { chat: "slack", channel: "deploys", as: "ada", text: "/penstock help" });
    const page = await browser.look(query);
    const expected = await (await browse(plain.url)).look("?text=plain");
    assert.deepEqual(
      tagsOf(page).filter(
        (tag) => !known.test(tag) || /\son\w+\s*=(?!")|srcdoc|formaction/i.test(tag.replace(/"[^"]*"/g, '""')),
      ),
      [],
    );
    const names = (of: string) => tagsOf(of).map((tag) => /^<\/?[a-z0-9]+/i.exec(tag)?.[0]);
    assert.deepEqual(names(page), names(expected), "the same tags in the same order as with a plain text");
    // what goes back to the chat as it came is seen by nobody
    const seen = page.replace(/<(input type="hidden"|button)[^>]*>/g, "").replaceAll("\n", "");
    assert.doesNotMatch(seen, /[\p{Cc}\p{Cf}\u2028\u2029]/u);
    for (const [, href = ""] of page.matchAll(/href="([^"]*)"/g))
      assert.match(href, /^(\/talk|https:\/\/ok\.example\/)/);
  });
