import assert from "node:assert/strict";
import { test } from "node:test";
import { type Browsed, browse } from "./browsed.ts";
import { pageHouse } from "./pageHouse.ts";

type Chat = "slack" | "mattermost";
const viewOf = (chat: Chat, as: string) => ({ chat, channel: "deploys", as });
const seenBy = (browser: Browsed, chat: Chat, as: string) => browser.look(`?${new URLSearchParams(viewOf(chat, as))}`);

/** The form with the buttons of a gate's request, as a browser would send it. */
function approval(page: string) {
  const form = /<form class="buttons".*?<\/form>/s.exec(page)?.[0] ?? "";
  return {
    message: /name="message" value="([^"]+)"/.exec(form)?.[1] ?? "",
    button: /value="([^"]+)" class="primary"><bdi>Approve/.exec(form)?.[1] ?? "",
  };
}

for (const chat of ["slack", "mattermost"] as const) {
  test(`in ${chat} what is said is said as the chosen person, who alone sees the answer`, async (t) => {
    const { url, twin, settle } = await pageHouse(t);
    await settle();
    const browser = await browse(url);
    const job = [...twin.world.jobs.values()].find(({ name }) => name === "test:integration");
    const text = `/penstock why ${twin.world.url}/shop/api/-/jobs/${job?.id}`;
    await browser.send("/talk/say", { ...viewOf(chat, "grace"), text });
    await browser.send("/talk/say", { ...viewOf(chat, "visitor"), text });
    await settle();
    assert.match(await seenBy(browser, chat, "grace"), /only you see this.*retry-infrastructure@1/s);
    assert.match(await seenBy(browser, chat, "visitor"), /only you see this.*I do not know who you are in GitLab/s);
    assert.doesNotMatch(await seenBy(browser, chat, "ada"), /only you see this/);
    assert.doesNotMatch(await seenBy(browser, chat, "visitor"), /retry-infrastructure@1/);
  });

  test(`in ${chat} a gate is opened by two who click, and by nobody else, and is played once`, async (t) => {
    const { url, twin, settle } = await pageHouse(t);
    const browser = await browse(url);
    await browser.send("/talk/release", viewOf(chat, "ada"));
    await settle();
    const gate = [...twin.world.jobs.values()].findLast(({ name }) => name === "deploy:production");
    assert.equal(gate?.status, "manual");
    const click = async (as: string) => {
      const page = await seenBy(browser, chat, as);
      await browser.send("/talk/click", { ...viewOf(chat, as), ...approval(page) });
      await settle();
    };
    const plays = () => twin.effects.filter(({ verb, jobId }) => verb === "play" && jobId === gate.id);
    for (const as of ["visitor", "linus", "grace", "grace"]) await click(as);
    assert.match(await seenBy(browser, chat, "linus"), /nobody approves their own/);
    assert.match(await seenBy(browser, chat, "ada"), /1 more must say yes/);
    assert.equal(plays().length, 0);
    await click("ada");
    assert.deepEqual(
      plays().map(({ user }) => user),
      [twin.bot.username],
    );
    const after = await seenBy(browser, chat, "visitor");
    assert.doesNotMatch(after, /class="buttons"/);
    assert.match(after, /deploy:production.*played/s);
  });
}

test("a job's end by the runner's hand is seen on the page, and a job that cannot end so is told of", async (t) => {
  const { url, twin, settle } = await pageHouse(t);
  await settle();
  const browser = await browse(url);
  const job = [...twin.world.jobs.values()].find(({ status }) => status === "pending");
  assert.ok(job);
  await browser.send("/talk/hand", { ...viewOf("slack", "ada"), job: String(job.id), deed: "fail" });
  assert.equal(twin.job(job.id).status, "failed");
  assert.match(await browser.look(), new RegExp(`${job.id}</span> running → <span\\s+class="status failed"`));
  await browser.send("/talk/hand", { ...viewOf("slack", "ada"), job: String(job.id), deed: "succeed" });
  assert.match(await browser.look(), /<p id="notice" role="alert">[^<]+<\/p>/);
  await browser.send("/talk/hand", { ...viewOf("slack", "ada"), job: "1e3; x", deed: "fail" });
  assert.match(await browser.look(), /<p id="notice" role="alert">[^<]+<\/p>/);
});
