import assert from "node:assert/strict";
import type { TestContext } from "node:test";
import { assertTold, lookAt, nothingHappens, whoAreYou } from "./everywhereTold.ts";
import type { Chat, EverywhereWorld } from "./everywhereWorld.ts";
import { codeIn, openBrowser } from "./linkStage.ts";

type Spoken = Chat & { readonly world: EverywhereWorld };

/** People change: their names, their rights, and whether GitLab lets them in at all. */
export async function everybody(t: TestContext, chat: Spoken): Promise<void> {
  const { world } = chat;
  await t.test("who is renamed, in GitLab and in the chat, may what they might before", async () => {
    const it = await world.job("failed");
    Object.assign(world.person("erin"), { username: "erin-of-shop" });
    chat.rename("erin", "erin.of.shop");
    const since = await lookAt(chat, it);
    await chat.say("erin", `retry ${it.url}`);
    await world.settle();
    await since.assertHappened(["retry it"]);
    assert.match(since.heard().by("erin")[0] ?? "", /asked for by @erin-of-shop\n/);
  });

  await t.test("who takes the name that somebody left takes no right with it", async () => {
    const it = await world.job("failed");
    Object.assign(world.person("sam"), { username: "erin" });
    chat.rename("sam", "erin");
    const heard = await nothingHappens(chat, it, () => chat.say("sam", `retry ${it.url}`));
    assertTold(heard.by("sam"), [/shop\/web is not there, or it is not watched/], "the new erin");
  });

  await t.test("who is blocked in GitLab has no word any more", async () => {
    const it = await world.job("failed");
    world.person("ivy").state = "blocked";
    const heard = await nothingHappens(chat, it, () => chat.say("ivy", `retry ${it.url}`));
    assertTold(heard.by("ivy"), [/Your user in GitLab is blocked\.$/], "while she is blocked");
    heard.assertNobodyElseHears(["ivy"]);
    if (!chat.isPrivate) return;
    world.person("ivy").state = "active";
    const after = await nothingHappens(chat, it, () => chat.say("ivy", `retry ${it.url}`));
    assertTold(after.by("ivy"), [whoAreYou], "and after it she must link anew");
  });

  await t.test("who loses the right before the answer has no word either", async () => {
    const it = await world.job("failed");
    const heard = await nothingHappens(chat, it, async () => {
      await chat.say("carol", `retry ${it.url}`);
      world.project.members.set(world.person("carol"), "reporter");
    });
    assertTold(heard.by("carol"), [/You may not retry it: @carol is no Developer of the project\.$/], "carol");
  });
}

/** All that it takes to be known, and to be forgotten: in a chat, since a comment's author is known. */
export async function linking(t: TestContext, chat: Spoken): Promise<void> {
  const { world } = chat;
  const says = async (text: string) => {
    const heard = await nothingHappens(chat, undefined, () => chat.say("zoe", text));
    return heard.by("zoe").join("\n");
  };
  await t.test("link, GitLab's page, its code: then one is known; and after unlink one is not", async () => {
    await says("link");
    const [link = ""] = chat.links("zoe");
    const browser = openBrowser();
    const back = await browser.answer((await browser.open(link)).next, { username: "zoe" });
    const code = codeIn(await browser.open(back.next));
    assert.match(await says("status"), whoAreYou);
    const since = await lookAt(chat, undefined);
    await chat.say("zoe", `link ${code}`);
    await chat.again();
    await world.settle();
    await since.assertHappened(["somebody is linked to @zoe"]);
    assertTold(since.heard().by("zoe"), [/You are @zoe here now, and may what they may in GitLab\.$/], "link CODE");
    assert.match(await says("status"), /You are @zoe in GitLab/);
    assert.match(await says("unlink"), /You are not linked to @zoe any more\.$/);
    assert.match(await says("status"), whoAreYou);
  });
}
