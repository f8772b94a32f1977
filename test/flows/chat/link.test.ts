import assert from "node:assert/strict";
import { test } from "node:test";
import { codeIn, linkStage, openBrowser } from "./linkStage.ts";

test("whoever goes the whole way is linked: chat, GitLab, and the code said in the same chat", async (t) => {
  const s = await linkStage(t);
  const link = await s.linkFor("UALICE");
  assert.equal(await s.linkedTo("UALICE"), undefined);
  const browser = openBrowser();
  const first = await browser.open(link);
  assert.equal(first.status, 200);
  assert.match(first.text, /Slack user <strong><bdi>@ualice<\/bdi><\/strong> with the id <strong><bdi>UALICE/);
  const asked = new URL(first.next);
  assert.equal(asked.origin + asked.pathname, `${s.twin.world.url}/oauth/authorize`);
  assert.deepEqual(
    ["response_type", "scope", "code_challenge_method"].map((name) => asked.searchParams.get(name)),
    ["code", "read_user", "S256"],
  );
  const back = await browser.answer(first.next, { username: "alice" });
  const last = await browser.open(back.next);
  assert.equal(last.status, 200);
  assert.match(last.text, /will act in your name/);
  assert.equal(await s.linkedTo("UALICE"), undefined);
  assert.deepEqual(await s.words(), []);
  assert.match(await s.say("UALICE", `link ${codeIn(last)}`), /@alice/);
  assert.equal(await s.linkedTo("UALICE"), "alice");
  assert.deepEqual(await s.words(), [`link slack:T1/UALICE @alice user:${s.idOf("alice")}`]);
  assert.deepEqual(
    s.twin.world.tokens.filter(({ application }) => application).map(({ isRevoked, scope }) => [isRevoked, scope]),
    [[true, "read_user"]],
  );
  assert.match(await s.say("UALICE", `link ${codeIn(last)}`), /No code of yours is waited for/);
});

test("an application that is not confidential links people by PKCE alone", async (t) => {
  const s = await linkStage(t, { app: { isConfidential: false } });
  const page = await s.browse(await s.linkFor("UALICE"), "alice");
  await s.say("UALICE", `link ${codeIn(page)}`);
  assert.equal(await s.linkedTo("UALICE"), "alice");
});

test("a link that was sent to somebody else links nobody, as long as the attacker is not told the code", async (t) => {
  const s = await linkStage(t);
  const page = await s.browse(await s.linkFor("UMALLORY"), "alice");
  assert.match(page.text, /@umallory[\s\S]*will act in your name/);
  for (const guess of ["23456789", "AAAAAAAA", "link", codeIn(page).slice(0, 7), `${codeIn(page)}2`])
    assert.doesNotMatch(await s.say("UMALLORY", `link ${guess}`), /@alice/);
  assert.equal(await s.linkedTo("UMALLORY"), undefined);
  assert.match(await s.say("UALICE", `link ${codeIn(page)}`), /No code of yours is waited for/);
  assert.equal(await s.linkedTo("UALICE"), undefined);
  assert.deepEqual(await s.words(), []);
});

test("a browser that was not shown who asks gets no code, even with what GitLab sent back", async (t) => {
  const s = await linkStage(t);
  const mine = openBrowser();
  const { next } = await mine.open(await s.linkFor("UMALLORY"));
  const victim = openBrowser();
  const back = await victim.answer(next, { username: "alice" });
  const page = await victim.open(back.next);
  assert.equal(page.status, 400);
  assert.doesNotMatch(page.text, /<bdi>link [2-9A-Z]{8}</);
  assert.match(page.text, /same browser/);
  assert.deepEqual(
    s.twin.world.tokens.filter(({ application }) => application),
    [],
  );
});

test("after five wrong codes the right one says nothing any more", async (t) => {
  const s = await linkStage(t);
  const page = await s.browse(await s.linkFor("UALICE"), "alice");
  const answers: string[] = [];
  for (let tries = 0; tries < 5; tries++) answers.push(await s.say("UALICE", "link 22222222"));
  assert.match(answers[0] ?? "", /4 times more/);
  assert.match(answers[3] ?? "", /once more/);
  assert.match(answers[4] ?? "", /may not be said again/);
  assert.match(await s.say("UALICE", `link ${codeIn(page)}`), /No code of yours is waited for/);
  assert.equal(await s.linkedTo("UALICE"), undefined);
});

test("many guesses at one moment are no more guesses", async (t) => {
  const s = await linkStage(t);
  const page = await s.browse(await s.linkFor("UALICE"), "alice");
  await Promise.all(Array.from({ length: 12 }, (_, at) => s.say("UALICE", `link 2222222${(at % 8) + 2}`)));
  await s.say("UALICE", `link ${codeIn(page)}`);
  assert.equal(await s.linkedTo("UALICE"), undefined);
});

test("a code is said in lower case and with a dash as well, but not after ten minutes", async (t) => {
  const s = await linkStage(t);
  const page = await s.browse(await s.linkFor("UALICE"), "alice");
  const code = codeIn(page).toLowerCase();
  await s.say("UALICE", `link ${code.slice(0, 4)}-${code.slice(4)}`);
  assert.equal(await s.linkedTo("UALICE"), "alice");
  const late = await s.browse(await s.linkFor("UBOB"), "bob");
  s.clock.advance(10 * 60);
  assert.match(await s.say("UBOB", `link ${codeIn(late)}`), /No code of yours is waited for/);
  assert.equal(await s.linkedTo("UBOB"), undefined);
});

test("unlink takes the link away and says so in the journal; linking again leads to somebody else", async (t) => {
  const s = await linkStage(t);
  const link = async (username: string) => {
    const page = await s.browse(await s.linkFor("UALICE"), username);
    await s.say("UALICE", `link ${codeIn(page)}`);
  };
  await link("alice");
  await link("bob");
  assert.equal(await s.linkedTo("UALICE"), "bob");
  assert.match(await s.say("UALICE", "unlink"), /not linked to .*@bob.* any more/);
  assert.equal(await s.linkedTo("UALICE"), undefined);
  assert.match(await s.say("UALICE", "unlink"), /nothing to undo/);
  assert.match(await s.say("UALICE", "status shop/api"), /Say .*link/);
  assert.deepEqual(
    (await s.words()).map((word) => word.split(" ").slice(0, 3).join(" ")),
    ["link slack:T1/UALICE @alice", "link slack:T1/UALICE @bob", "unlink slack:T1/UALICE @bob"],
  );
});

test("one person may have several chats, and each is linked and unlinked by itself", async (t) => {
  const s = await linkStage(t);
  for (const team of ["T1", "T2"]) {
    const page = await s.browse(await s.linkFor("UALICE", { team }), "alice");
    await s.say("UALICE", `link ${codeIn(page)}`, { team });
  }
  assert.deepEqual([await s.linkedTo("UALICE", "T1"), await s.linkedTo("UALICE", "T2")], ["alice", "alice"]);
  await s.say("UALICE", "unlink", { team: "T2" });
  assert.deepEqual([await s.linkedTo("UALICE", "T1"), await s.linkedTo("UALICE", "T2")], ["alice", undefined]);
});
