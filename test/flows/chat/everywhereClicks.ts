import assert from "node:assert/strict";
import type { TestContext } from "node:test";
import type { Subject } from "./everywhereJobs.ts";
import { assertTold, lookAt, nothingHappens, whoAreYou } from "./everywhereTold.ts";
import { type Button, type Chat, type Clicking, type EverywhereWorld, type Name, rules } from "./everywhereWorld.ts";

type Clicked = Chat & Clicking & { readonly world: EverywhereWorld };

/** What becomes of one click on a gate's message. */
interface Row {
  readonly who: Name;
  readonly clicks: Button;
  /** Missing: nothing. */
  readonly happens?: readonly string[];
  /** Whoever clicks, and nobody else. */
  readonly told: RegExp;
}

const heard = /Your yes to it is heard: the message shows who else must say so$/;
const nobodyAsked = /Nothing came of it for it: .* is none of those whom the rule asks/;
const notThere = /That gate is not there, or it is not watched, or you may not see it\.$/;

/** Clicks on one and the same message, one after the other. */
const clicks: readonly Row[] = [
  { who: "alice", clicks: "Approve", told: /Nothing came of it for it: .*nobody approves their own/ },
  { who: "erin", clicks: "Approve", told: nobodyAsked },
  { who: "erin", clicks: "Reject", told: nobodyAsked },
  { who: "rita", clicks: "Approve", told: nobodyAsked },
  { who: "rita", clicks: "Why", told: /it is manual\.\n[\s\S]*promote@1 has 0 of 2 approvals\n/ },
  { who: "rita", clicks: "Why", told: /it is manual\.\n/ },
  { who: "sam", clicks: "Approve", told: notThere },
  { who: "sam", clicks: "Reject", told: notThere },
  { who: "sam", clicks: "Why", told: notThere },
  { who: "zoe", clicks: "Approve", told: whoAreYou },
  { who: "bob", clicks: "Approve", happens: ["@bob approved it in CHAT"], told: heard },
  { who: "bob", clicks: "Approve", told: /You have used this button already: your yes was heard then\.$/ },
  { who: "carol", clicks: "Approve", happens: ["play it", "@carol approved it in CHAT"], told: heard },
  { who: "ivy", clicks: "Approve", told: /Nothing came of it for it: .*(played already|has started it)/ },
];

/** Everything that becomes of buttons, in the order in which a team lives through it. */
export async function everyClick(t: TestContext, chat: Clicked): Promise<void> {
  await t.test("a request has three buttons; each of them does what it says, once, by the rights of who clicks", () =>
    whoMay(chat),
  );
  await t.test("Reject closes the gate in the name of who clicks, and takes the buttons away", () => rejects(chat));
  await t.test("a button that was carried into another channel does nothing there", () => stolen(chat));
  await t.test("a button that was used does not undo what its person has said since", () => reused(chat));
  await t.test("who is renamed in GitLab and in the chat clicks as before, and who takes the name does not", () =>
    renamed(chat),
  );
  await t.test("who is blocked, or loses the right, between the click and its answer is refused", () => barred(chat));
  await t.test("a button of what the rules have changed since does nothing, and its successor does", () =>
    outdated(chat),
  );
}

/** A click of which exactly that comes, though it is delivered again before and after it was answered. */
async function does(chat: Clicked, it: Subject, { who, clicks, happens = [], told }: Row, on = chat.request(it.id)) {
  const since = await lookAt(chat, it);
  await chat.click(who, clicks, on);
  await chat.again();
  await chat.world.settle();
  await since.assertHappened(happens);
  const answers = since.heard();
  assertTold(answers.by(who), [told], `${who} clicks ${clicks}`);
  answers.assertNobodyElseHears([who]);
}

async function whoMay(chat: Clicked): Promise<void> {
  const it = await chat.world.job("gate");
  const first = chat.request(it.id);
  assert.deepEqual(first.buttons, ["Approve", "Reject", "Why"]);
  assert.match(first.text, /2 more must say yes/);
  for (const row of clicks) await does(chat, it, row, first);
  const again = await nothingHappens(chat, it, () => chat.again());
  assertTold(again.by("ivy"), [], "the last click is delivered once more");
  const last = chat.request(it.id);
  assert.match(last.text, /played[\s\S]*bob said yes[\s\S]*carol said yes/);
  assert.deepEqual(last.buttons, []);
}

async function rejects(chat: Clicked): Promise<void> {
  const it = await chat.world.job("gate");
  const happens = [`the gate of it is closed: rejected by @bob: with a button in ${chat.name}`];
  await does(chat, it, { who: "bob", clicks: "Reject", happens, told: /You have rejected it: it is not played\./ });
  const { text, buttons } = chat.request(it.id);
  assert.match(text, /rejected by @bob: with a button in /);
  assert.deepEqual(buttons, []);
}

async function stolen(chat: Clicked): Promise<void> {
  const { world } = chat;
  const it = await world.job("gate");
  const copy = chat.stolen(chat.request(it.id));
  for (const button of ["Approve", "Reject", "Why"] as const) {
    const since = await lookAt(chat, it);
    const from = chat.answersThere("bob").length;
    await chat.click("bob", button, copy);
    await world.settle();
    await since.assertHappened([]);
    const told = [/That button is not mine, or not of this channel\.$/];
    assertTold(chat.answersThere("bob").slice(from), told, `bob clicks a stolen ${button}`);
    assert.equal(chat.answersThere("carol").length, 1, "the copy, and what bob was told is for him alone");
  }
}

async function reused(chat: Clicked): Promise<void> {
  const { world } = chat;
  const it = await world.job("gate");
  const request = chat.request(it.id);
  await does(chat, it, { who: "bob", clicks: "Approve", happens: ["@bob approved it in CHAT"], told: heard });
  await chat.say("bob", `reject ${it.url} on second thoughts`);
  await world.settle();
  await does(chat, it, { who: "bob", clicks: "Approve", told: /You have used this button already/ }, request);
  assert.match(chat.request(it.id).text, /rejected by @bob: on second thoughts/);
}

async function renamed(chat: Clicked): Promise<void> {
  const { world } = chat;
  const it = await world.job("gate");
  const request = chat.request(it.id);
  Object.assign(world.person("bob"), { username: "robert" });
  chat.rename("bob", "robert");
  Object.assign(world.person("sam"), { username: "bob" });
  for (const other of ["sam", "zoe"] as const) chat.rename(other, "bob");
  await does(chat, it, { who: "sam", clicks: "Approve", told: notThere }, request);
  await does(chat, it, { who: "zoe", clicks: "Approve", told: whoAreYou }, request);
  await does(chat, it, { who: "bob", clicks: "Approve", happens: ["@robert approved it in CHAT"], told: heard });
}

async function barred(chat: Clicked): Promise<void> {
  const { world } = chat;
  const it = await world.job("gate");
  const clicked = async (who: Name, then: () => void) => {
    const answers = await nothingHappens(chat, it, async () => {
      await chat.click(who, "Approve", chat.request(it.id));
      then();
    });
    return answers.by(who);
  };
  const ivy = world.person("ivy");
  const blocked = await clicked("ivy", () => {
    ivy.state = "blocked";
  });
  assertTold(blocked, [/Your user in GitLab is blocked\.$/], "ivy is blocked");
  ivy.state = "active";
  assertTold(await clicked("ivy", () => undefined), [whoAreYou], "and has to link anew after that");
  const carol = world.person("carol");
  const lost = await clicked("carol", () => world.project.members.set(carol, "developer"));
  assertTold(lost, [nobodyAsked], "carol is a developer now");
  world.project.members.set(carol, "maintainer");
}

async function outdated(chat: Clicked): Promise<void> {
  const { world } = chat;
  const it = await world.job("gate");
  const old = chat.request(it.id);
  await world.apply(rules(1));
  const changed = await nothingHappens(chat, it, () => chat.click("carol", "Approve", old));
  assert.match(changed.by("carol").join("\n"), /Nothing came of it for it: .*has changed since/);
  const now = chat.request(it.id);
  assert.match(now.text, /1 more must say yes[\s\S]*promote@2/);
  const words = /what would be played now is not what was approved/;
  await does(chat, it, { who: "carol", clicks: "Approve", told: words }, old);
  await does(chat, it, {
    who: "carol",
    clicks: "Approve",
    happens: ["play it", "@carol approved it in CHAT"],
    told: heard,
  });
}
