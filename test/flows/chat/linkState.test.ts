import assert from "node:assert/strict";
import { test } from "node:test";
import { readState, stateText } from "../../../lib/app/talk/linkState.ts";
import { codeIn, linkStage, openBrowser, type Page } from "./linkStage.ts";

const isRefused = ({ status, text }: Page) => status === 400 && /does not hold/.test(text) && !/oauth/.test(text);

test("a state that is forged, cut, unknown or of another source leads nowhere, and all look the same", async (t) => {
  const s = await linkStage(t);
  const link = await s.linkFor("UALICE");
  const own = readState(new URL(link).searchParams.get("state")) ?? assert.fail(link);
  const states = [
    "",
    "x",
    stateText({ ...own, secret: "A".repeat(43) }),
    stateText({ ...own, source: "other" }),
    stateText({ ...own, handle: "B".repeat(22) }),
    stateText(own).slice(0, -1),
    `${stateText(own)}A`,
    "../../etc",
    "a".repeat(5_000),
  ];
  const pages = new Set<string>();
  for (const state of states)
    for (const path of ["/chat/link", "/chat/link/callback"]) {
      const query = new URLSearchParams({ state, code: "c".repeat(64) });
      const browser = openBrowser();
      await browser.open(link);
      const page = await browser.open(`${s.house.url}${path}?${query}`);
      if (!/did not begin here/.test(page.text)) assert.ok(isRefused(page), `${path} ${state} ${page.status}`);
      pages.add(`${page.status} ${page.text}`);
    }
  assert.equal(pages.size, 2);
  assert.equal((await openBrowser().open(link)).status, 200);
});

test("a state is used once: nobody comes back with it again, and its link shows nothing more", async (t) => {
  const s = await linkStage(t);
  const link = await s.linkFor("UALICE");
  const browser = openBrowser();
  const { next } = await browser.open(link);
  const back = await browser.answer(next, { username: "alice" });
  const code = codeIn(await browser.open(back.next));
  const other = await browser.answer(next, { username: "bob" });
  for (const url of [back.next, other.next, link]) assert.ok(isRefused(await browser.open(url)), url);
  await s.say("UALICE", `link ${code}`);
  assert.equal(await s.linkedTo("UALICE"), "alice");
});

test("of two browsers that come back at one moment one gets a code", async (t) => {
  const s = await linkStage(t);
  const browser = openBrowser();
  const { next } = await browser.open(await s.linkFor("UALICE"));
  const backs = [await browser.answer(next, { username: "alice" }), await browser.answer(next, { username: "bob" })];
  const pages = await Promise.all(backs.map((back) => browser.open(back.next)));
  assert.deepEqual(pages.map(({ status }) => status).toSorted(), [200, 400]);
});

test("a link holds for ten minutes, and a new one ends the one before", async (t) => {
  const s = await linkStage(t);
  const old = await s.linkFor("UALICE");
  const link = await s.linkFor("UALICE");
  const browser = openBrowser();
  assert.ok(isRefused(await browser.open(old)));
  const { next } = await browser.open(link);
  s.clock.advance(10 * 60 - 1);
  assert.equal((await browser.open(link)).status, 200);
  const back = await browser.answer(next, { username: "alice" });
  s.clock.advance(1);
  assert.ok(isRefused(await browser.open(link)));
  assert.ok(isRefused(await browser.open(back.next)));
});

test("nobody is linked by a look at the link alone, however often a chat or a mail server opens it", async (t) => {
  const s = await linkStage(t);
  const link = await s.linkFor("UALICE");
  for (let times = 0; times < 5; times++) await openBrowser().open(link);
  assert.equal((await fetch(link, { method: "POST" })).status, 405);
  const page = await s.browse(link, "alice");
  await s.say("UALICE", `link ${codeIn(page)}`);
  assert.equal(await s.linkedTo("UALICE"), "alice");
});

test("who says no in GitLab is linked to nothing, and the state is used", async (t) => {
  const s = await linkStage(t);
  const link = await s.linkFor("UALICE");
  const browser = openBrowser();
  const { next } = await browser.open(link);
  const back = await browser.answer(next, { decision: "deny" });
  const page = await browser.open(back.next);
  assert.match(page.text, /did not agree/);
  assert.ok(isRefused(await browser.open(link)));
  assert.deepEqual(await s.words(), []);
});
