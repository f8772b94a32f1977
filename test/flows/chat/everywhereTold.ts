import assert from "node:assert/strict";
import type { TestContext } from "node:test";
import { asksScope } from "../../../lib/app/talk/asks.ts";
import { postsScope } from "../../../lib/app/talk/posts.ts";
import { commandWords } from "../../../lib/core/said.ts";
import { newIn, writesIn } from "./everywhereHappened.ts";
import { jobKinds, type Subject } from "./everywhereJobs.ts";
import { type Row, table } from "./everywhereTable.ts";
import { type Chat, type EverywhereWorld, type Name, names, secretRegion } from "./everywhereWorld.ts";

type Spoken = Chat & { readonly world: EverywhereWorld };

/** The rows of the table that are true of a chat. */
function rowsOf({ isPrivate }: Pick<Chat, "isPrivate">): readonly Row[] {
  return table.filter(({ only }) => only === undefined || (only === "chats") === isPrivate);
}

/** Each row of the table, as a test of its own. */
export async function everyRow(t: TestContext, chat: Spoken): Promise<void> {
  for (const row of rowsOf(chat)) await t.test(titleOf(row), () => isSo(row, chat));
  await t.test("no word is missing", () => {
    // in a chat who unlinks was linked before, which is a story of its own
    const stories = chat.isPrivate ? ["unlink"] : [];
    const shown = new Set<string>([...rowsOf(chat).map(({ word }) => word), ...stories]);
    assert.deepEqual(
      commandWords.filter((word) => !shown.has(word)),
      [],
    );
  });
  await t.test("nothing is left over that waits to be answered or to be said", async () => {
    for (const scope of [asksScope("gitlab"), postsScope("gitlab")])
      assert.deepEqual(await chat.world.house.store.notes(scope), [], scope);
  });
}

function titleOf({ says, on, before = [], may, mayNot }: Row): string {
  const after = before.map(([who, text]) => `, after ${who}'s ${text}`).join("");
  const of = on === undefined ? "" : ` of ${jobKinds[on]}`;
  return `${says}${of}${after}: ${may} may${mayNot ? `, ${mayNot[0]} may not` : ""}`;
}

/** Who may not is refused, a try changes nothing, and who may has it done once, however often it is delivered. */
async function isSo(row: Row, chat: Spoken): Promise<void> {
  const { world } = chat;
  world.clock.advance(60);
  const it = row.on && (await world.job(row.on));
  for (const [who, text] of row.before ?? []) await chat.say(who, spoken(text, it));
  if (row.before) await world.settle();
  await doesNothing(row, it, chat);
  await doesOnce(row, it, chat);
  await world.resume();
}

/** What is said in vain, and what it is told. */
function inVain({ says, word, on, may, mayNot, dry }: Row, { isPrivate }: Chat): readonly Vain[] {
  const isAboutProject = on !== undefined || says.includes("shop/");
  const isForAll = word === "help" || word === "link";
  return [
    ...(mayNot ? [{ who: mayNot[0], says, words: mayNot[1] }] : []),
    ...(dry ? [{ who: may, says: `${says} --dry`, words: dry }] : []),
    ...(isAboutProject ? [{ who: "sam" as const, says, words: notThere }] : []),
    ...(isPrivate && !isForAll ? [{ who: "zoe" as const, says, words: whoAreYou }] : []),
  ];
}

interface Vain {
  readonly who: Name;
  readonly says: string;
  readonly words: RegExp;
}

const notThere = /shop\/(web|still) is not there, or it is not watched, or you may not see it\.$/;
export const whoAreYou = /I do not know who you are in GitLab\. Say link to tell me\.$/;

async function doesNothing(row: Row, it: Subject | undefined, chat: Spoken): Promise<void> {
  const tries = inVain(row, chat);
  const heard = await nothingHappens(chat, it, async () => {
    for (const { who, says } of tries) await chat.say(who, spoken(says, it));
  });
  if (chat.isPrivate)
    for (const { who, says, words } of tries) assertTold(heard.by(who), [words], `${who} says ${says}`);
  else
    assertTold(
      heard.by("alice"),
      tries.map(({ words }) => words),
      row.says,
    );
  heard.assertNobodyElseHears(tries.map(({ who }) => who));
}

async function doesOnce(row: Row, it: Subject | undefined, chat: Spoken): Promise<void> {
  const { world } = chat;
  const { may, says, happens, told, later } = row;
  const since = await lookAt(chat, it);
  await chat.say(may, spoken(says, it));
  await chat.again();
  await world.settle();
  await since.assertHappened(happens);
  const heard = since.heard();
  assertTold(heard.by(may), told, `${may} says ${says}`);
  if (happens.length > 0) heard.assertAllHearTheSame();
  else heard.assertNobodyElseHears([may]);
  const again = await nothingHappens(chat, it, () => chat.again());
  assertTold(again.by(may), [], `${says} is delivered once more`);
  if (!later) return;
  const sinceThen = await lookAt(chat, it);
  it?.letThrough();
  await world.pass(120);
  await sinceThen.assertHappened(later.happens);
  assertTold(sinceThen.heard().by(may), later.told, `after ${says}`);
}

function spoken(text: string, it: Subject | undefined): string {
  return text.replace("JOB", it?.url ?? "JOB");
}

/** Something is said or delivered of which nothing comes but answers. */
export async function nothingHappens(chat: Spoken, it: Subject | undefined, said: () => Promise<void>) {
  const { world } = chat;
  const since = await lookAt(chat, it);
  const planned = await world.planned();
  await said();
  await world.settle();
  await since.assertHappened([]);
  assert.deepEqual(await world.planned(), planned);
  return since.heard();
}

/** What comes from now on. */
export async function lookAt(chat: Spoken, it: Subject | undefined) {
  const { world } = chat;
  const before = await world.happened(it);
  const writes = writesIn(world.twin);
  const from = new Map(names.map((name) => [name, chat.answers(name).length]));
  const elsewhere = chat.elsewhere();
  return {
    /** Exactly that, and no request more than it takes. */
    async assertHappened(wanted: readonly string[]): Promise<void> {
      const found = newIn(await world.happened(it), before).map((text) =>
        text.replaceAll(`in ${chat.voice}`, "in CHAT"),
      );
      assert.deepEqual(found.toSorted(), wanted.toSorted());
      const deeds = found.filter((text) => /^(retry|cancel|play|keep) /.test(text));
      assert.equal(writesIn(world.twin) - writes, deeds.length, "a request for each deed, and no other");
    },
    heard: () => heardSince(chat, { from, elsewhere, it }),
  };
}

function heardSince(
  chat: Spoken,
  { from, elsewhere, it }: { from: ReadonlyMap<Name, number>; elsewhere: number; it: Subject | undefined },
) {
  assert.equal(chat.elsewhere(), elsewhere, "nothing is told but where it was asked");
  const heard = new Map(names.map((name) => [name, chat.answers(name).slice(from.get(name))]));
  assert.ok(![...heard.values()].flat().some((text) => text.includes(secretRegion)), "no value is told");
  const by = (who: Name): readonly string[] => (heard.get(who) ?? []).map((text) => asIt(text, it));
  return {
    by,
    /** What is for one person alone no other sees, where the chat can do so. */
    assertNobodyElseHears(who: readonly Name[]): void {
      const others = chat.isPrivate ? names.filter((name) => !who.includes(name)) : [];
      for (const name of others) assert.deepEqual(by(name), [], `${name} hears what is for ${who.join(" and ")} alone`);
    },
    assertAllHearTheSame(): void {
      for (const name of names) assert.deepEqual(by(name), by("alice"), `${name} hears what all may hear`);
    },
  };
}

/** With the job that is spoken of called `it`. */
function asIt(text: string, it: Subject | undefined): string {
  return it ? text.replaceAll(new RegExp(`job ${it.id}( "[a-z]+")?`, "g"), "it") : text;
}

export function assertTold(heard: readonly string[], wanted: readonly RegExp[], when: string): void {
  assert.equal(heard.length, wanted.length, `${when}: ${JSON.stringify(heard)}`);
  for (const [at, words] of wanted.entries()) assert.match(heard[at] ?? "", words, when);
}
