import assert from "node:assert/strict";
import type { Browser } from "playwright-core";
import { type ChatTab, openTab, type TabOptions, until } from "./chatTab.ts";
import type { LocalRun } from "./localRun.ts";

export interface Scene {
  readonly browser: Browser;
  readonly run: LocalRun;
  readonly folder: string;
  readonly pictures: string[];
  /** What the browser holds against the page. */
  readonly wrong: string[];
  /** Tells what has been shown to hold. */
  readonly tell: (what: string) => void;
}

const gateName = "deploy:production";
const bot = "penstock-bot";

/** @param more where it differs from a wide and light tab of Slack */
export function tabOf({ browser, run, folder, pictures, wrong }: Scene, as: string, more: Partial<TabOptions> = {}) {
  return openTab(browser, { url: run.url, as, folder, pictures, wrong, ...more });
}

/** A gate's whole way: asked for, refused to who may not, opened by two, played once, told. */
export async function promote(scene: Scene): Promise<void> {
  const { run, tell } = scene;
  const linus = await tabOf(scene, "linus");
  await linus.page.getByRole("button", { name: "Let linus begin a release" }).click();
  const request = await linus.message("2 more must say yes", gateName);
  const gate = (await run.jobs(gateName)).at(-1);
  assert.equal(gate?.status, "manual");
  const job = gate.id;
  await linus.picture("requested");
  tell("a pipeline's gate is asked for in #deploys, with buttons");

  const visitor = await tabOf(scene, "visitor");
  await visitor.click(await visitor.message("2 more must say yes"), "Approve");
  await visitor.message("I do not know who you are in GitLab", "only you see this");
  await visitor.picture("a-stranger-clicks");
  tell("a click of somebody whom nobody knows in GitLab is refused");

  await linus.click(request, "Approve");
  await linus.message("nobody approves their own", "only you see this");
  await linus.picture("the-author-clicks");
  tell("a click of who began the pipeline is refused");

  const grace = await tabOf(scene, "grace", { chat: "mattermost" });
  await grace.click(await grace.message("2 more must say yes"), "Approve");
  await grace.message("1 more must say yes", "grace said yes");
  await grace.click(await grace.message("1 more must say yes"), "Approve");
  await grace.message("only you see this", "already");
  assert.deepEqual(await run.doers("play", job), []);
  await grace.picture("one-of-two");
  tell("one yes, here in Mattermost, is not enough, and the same person's second counts for nothing");

  await secondYes(scene, job);
  await outcome(linus, scene, job);
}

async function secondYes(scene: Scene, job: number): Promise<void> {
  const { run, tell } = scene;
  const ada = await tabOf(scene, "ada", { isDark: true });
  await ada.click(await ada.message("1 more must say yes"), "Approve");
  await until("the job is played", async () => (await run.doers("play", job)).length > 0);
  await ada.picture("two-of-two");
  tell("two different people have said yes, and Penstock plays the job");
}

/** The runner's hand, and what the channel is told. */
async function outcome(tab: ChatTab, { run, tell }: Scene, job: number): Promise<void> {
  await tab.page.locator(`#j-${job}`).getByRole("button", { name: "succeed" }).click();
  await until("the job succeeds", async () => (await run.jobs(gateName)).at(-1)?.status === "success");
  await tab.message(`job ${job}`, "played", "promote-main");
  const approve = tab.page.getByRole("log").getByRole("button", { name: "Approve" });
  await until("no button is left to click", async () => (await approve.count()) === 0);
  assert.deepEqual(await run.doers("play", job), [bot]);
  await tab.picture("outcome");
  tell("the job was played exactly once, the channel is told, and no button is left to click");
}
