import assert from "node:assert/strict";
import { type Scene, tabOf } from "./promotion.ts";

/** Somebody whom nobody knows links themselves to a person in GitLab, and is answered from then on. */
export async function link(scene: Scene): Promise<void> {
  const { run, tell } = scene;
  const [job] = await run.jobs("test:integration");
  assert.ok(job);
  const visitor = await tabOf(scene, "visitor");
  const { page } = visitor;
  const address = await page.getByLabel("Address of job test:integration").first().inputValue();
  await visitor.say(`/penstock why ${address}`);
  await visitor.message("I do not know who you are in GitLab");

  await visitor.say("/penstock link");
  const asked = await visitor.message("sign in to GitLab");
  const opened = page.context().waitForEvent("page");
  await asked.getByRole("link").first().click();
  const there = await opened;
  await there.getByRole("link", { name: "go on to GitLab" }).click();
  await there.getByRole("button", { name: "@visitor" }).click();
  const code =
    (await there
      .locator("code")
      .filter({ hasText: /^link / })
      .textContent()) ?? "";
  assert.match(code, /^link \S+/);
  await visitor.say(`/penstock ${code}`);
  await visitor.message("You are @visitor here now");
  await visitor.picture("linked");

  await visitor.say(`/penstock why ${address}`);
  await visitor.message("test:integration", "only you see this");
  await visitor.picture("answered");
  tell("a stranger links themselves by OAuth, and is answered as who they are in GitLab");
}
