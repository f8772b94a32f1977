import assert from "node:assert/strict";
import { test } from "node:test";
import { actions } from "../../../lib/actions/index.ts";
import { applyRules } from "../../../lib/app/apply.ts";
import { sendPosts } from "../../../lib/app/talk/posts.ts";
import { requestsScope } from "../../../lib/app/talk/requestItem.ts";
import { requestAtGates } from "../../../lib/app/talk/requests.ts";
import { StoreError } from "../../../lib/core/errors.ts";
import { type Approval, type Gate, gateKey, gateText, readGate } from "../../../lib/core/gate.ts";
import type { TalkSettings } from "../../../lib/core/talkSettings.ts";
import { ended, planned } from "../../../lib/core/transitions.ts";
import { channel, source, start, type TalkHouse, talkHouse, textOf, wholeText } from "./talkHouse.ts";

const rules = `version: 1\ndefaults: { mode: enforce }\nrules:\n  - { id: promote, projects: ["**"], on: [job], when: { status: manual }, require: { approvals: { count: 2, within: 2h } }, do: { play: { job: deploy } } }\n`;

function gateOf(job: number, more: Partial<Gate> = {}): Gate {
  return {
    project: 42,
    path: "shop/api",
    job,
    name: "deploy",
    task: `gitlab/42/job:${job}/play`,
    ref: "main",
    sha: "0123456789abcdef0123456789abcdef01234567",
    rules: ["promote@1"],
    digest: "d1",
    gives: ["REGION"],
    openedAt: start + job,
    waitsFor: "people",
    lookedAt: start,
    approvals: [],
    ...more,
  };
}

const yes = (userId: number, username: string, at = start): Approval => ({
  userId,
  username,
  at,
  from: "slack",
  who: "slack/T1/U1",
  digest: "d1",
});

async function gatesHouse(...routes: readonly Partial<TalkSettings["routes"][number]>[]) {
  const house = talkHouse({
    channels: { ops: channel("OPS"), dev: channel("DEV") },
    routes: (routes.length === 0 ? [{}] : routes).map((route) => ({ to: "ops", source, tell: ["gates"], ...route })),
  });
  const applied = await applyRules([{ file: "rules.yaml", text: rules }], source, { store: house.store, actions });
  assert.ok(typeof applied === "object" && "version" in applied, JSON.stringify(applied));
  return house;
}

async function opened(house: TalkHouse, ...gates: readonly Gate[]): Promise<void> {
  for (const gate of gates) {
    const want = { rule: "promote@1", action: "play", params: {}, event: "e" };
    const effect = { source, project: { id: 42, path: "shop/api" }, jobId: gate.job, verb: "play" as const };
    await house.store.commit([{ put: planned({ effect, want, due: start + 1e9 }, start), seen: "absent" }]);
    await house.store.putNote(gateKey(source, gate.project, gate.job), gateText(gate), undefined);
  }
}

async function changedTo(house: TalkHouse, job: number, more: Partial<Gate>): Promise<void> {
  const key = gateKey(source, 42, job);
  const text = (await house.store.note(key)) ?? "";
  const gate = readGate(text);
  assert.ok(gate);
  await house.store.putNote(key, gateText({ ...gate, ...more }), text);
}

async function round(house: TalkHouse): Promise<void> {
  await requestAtGates(source, house.desk, house.far());
  await sendPosts(source, house.desk);
}

const items = async (house: TalkHouse) => await house.store.notes(requestsScope(source));

test("a gate is shown once in each channel that tells it, with names of variables and no values", async () => {
  const house = await gatesHouse({}, { to: "dev" }, { tell: ["gates", "outcomes"] });
  await opened(house, gateOf(1));
  for (let left = 3; left > 0; left--) await round(house);
  assert.equal(house.said.length, 2);
  const [said] = house.said;
  assert.equal(
    said && wholeText(said.message),
    [
      '2 more must say yes: job 1 "deploy" in shop/api',
      "ref main, commit 0123456789ab",
      "promote@1 asks 2 of those who may play it (not who wrote it or began its pipeline; a yes counts for 2h)",
      "It is given REGION, whose values are not told here",
    ].join("\n"),
  );
  assert.deepEqual(
    said?.message.buttons?.map(({ label, token }) => [label, house.pressOf(token)?.digest]),
    [
      ["Approve", "d1"],
      ["Reject", "d1"],
      ["Why", "d1"],
    ],
  );
});

test("the buttons of a gate are sealed for its source and its channel", async () => {
  const house = await gatesHouse();
  const sealed: unknown[] = [];
  house.desk.seal = (_, where) => `button ${sealed.push(where)}`;
  await opened(house, gateOf(1));
  await round(house);
  assert.deepEqual(sealed, Array(3).fill({ source, place: channel("OPS") }));
});

test("a route shows the gates of its rules and its projects only", async () => {
  const rows: readonly [Partial<TalkSettings["routes"][number]>, number][] = [
    [{ rules: ["promote"] }, 1],
    [{ rules: ["oth*"] }, 0],
    [{ projects: ["shop/**"] }, 1],
    [{ projects: [7] }, 0],
    [{ severity: "alarm" }, 1],
    [{ tell: ["outcomes", "people"] }, 0],
    [{ source: "another" }, 0],
  ];
  for (const [route, count] of rows) {
    const house = await gatesHouse(route);
    await opened(house, gateOf(1));
    await round(house);
    assert.equal(house.said.length, count, JSON.stringify(route));
  }
});

test("a hundred gates at once are twenty messages and one list, and all are found again", async () => {
  const house = await gatesHouse();
  await opened(house, ...Array.from({ length: 100 }, (_, job) => gateOf(job + 1)));
  for (let left = 5; left > 0; left--) await round(house);
  assert.equal(house.said.length, 21);
  const list = house.said.find(({ message }) => !message.buttons)?.message;
  assert.equal(list && textOf(list.title), "80 more wait for people's yes");
  assert.equal(list?.lines.length, 32);
  assert.equal((await items(house)).length, 100);
  house.pass(120);
  await round(house);
  assert.equal(house.said.length, 21);
  await changedTo(house, 90, { approvals: [yes(7, "bob")] });
  await round(house);
  await round(house);
  assert.equal(house.said.length, 22);
  assert.match(house.titles().at(-1) ?? "", /1 more must say yes: job 90/);
});

test("a yes that says nothing any more makes the buttons new, so that it can be given again", async () => {
  const house = await gatesHouse();
  await opened(house, gateOf(1));
  await round(house);
  const nonce = () => house.pressOf(house.said[0]?.message.buttons?.[0]?.token ?? "")?.nonce;
  const first = nonce();
  await changedTo(house, 1, { approvals: [yes(7, "bob")] });
  await round(house);
  assert.equal(house.said[0]?.changes, 1);
  assert.equal(nonce(), first);
  house.pass(2 * 3600);
  await round(house);
  assert.match(wholeText(house.said[0]?.message ?? { tone: "ok", title: [], lines: [] }), /given more than 2h ago/);
  assert.notEqual(nonce(), first);
  assert.equal(house.said.length, 1);
});

test("what was certainly not shown is shown anew ten minutes later; what may have been, only once there is something new", async () => {
  for (const kind of ["refused", "unknown"] as const) {
    const house = await gatesHouse();
    let isBroken = true;
    house.moods.mood = () => (isBroken ? { kind, why: "not_in_channel" } : undefined);
    await opened(house, gateOf(1));
    await round(house);
    isBroken = false;
    const before = house.said.length;
    house.pass(599);
    await round(house);
    assert.equal(house.said.length, before);
    house.pass(1);
    await round(house);
    assert.equal(house.said.length, kind === "refused" ? 1 : before);
    await changedTo(house, 1, { approvals: [yes(7, "bob")] });
    await round(house);
    assert.equal(house.said.length, kind === "refused" ? 1 : 2);
  }
});

test("each end is told in the place of the request, without buttons, and what was noted of it is gone", async () => {
  const now = { at: start, by: { userId: 7, username: "bob" } };
  const rows = [
    ["done", {}, /played/],
    ["attention", {}, /a person must look/],
    ["skipped", { closed: { ...now, how: "rejected", why: "rejected by @bob: no" } }, /rejected by @bob: no/],
    ["skipped", { closed: { ...now, how: "expired", why: "nobody came" } }, /given up[\s\S]*nobody came/],
    ["skipped", { closed: { ...now, how: "stale", why: "a newer one was played" } }, /a newer one was played/],
    ["skipped", {}, /nobody waits for it any more/],
  ] as const;
  for (const [state, more, words] of rows) {
    const house = await gatesHouse();
    await opened(house, gateOf(1));
    await round(house);
    const task = await house.store.task("gitlab/42/job:1/play");
    assert.ok(task);
    await changedTo(house, 1, { approvals: [yes(7, "bob")], ...more });
    const put = { ...ended(task, state, "so it went", start), version: task.version + 1 };
    await house.store.commit([{ put, seen: task.version }]);
    for (let left = 3; left > 0; left--) await round(house);
    assert.deepEqual([house.said.length, house.said[0]?.changes], [1, 1]);
    const [{ message } = { message: { tone: "ok" as const, title: [], lines: [], buttons: [] } }] = house.said;
    assert.match(wholeText(message), words);
    assert.match(wholeText(message), /bob said yes/);
    assert.equal(message.buttons, undefined);
    assert.equal((await items(house)).length, 0);
  }
});

test("while its play is under way nothing is said, and a gate whose item is gone is forgotten", async () => {
  const house = await gatesHouse();
  await opened(house, gateOf(1));
  await round(house);
  const task = await house.store.task("gitlab/42/job:1/play");
  assert.ok(task);
  await house.store.commit([{ put: { ...task, state: "calling", version: task.version + 1 }, seen: task.version }]);
  await round(house);
  assert.equal(house.said[0]?.changes, 0);
  const key = gateKey(source, 42, 1);
  await house.store.commit([{ drop: key, seen: (await house.store.note(key)) ?? "" }]);
  await round(house);
  assert.equal((await items(house)).length, 0);
});

test("a gate is shown once, whichever read or write fails, and by however many at the same time", async () => {
  for (const fault of ["throttled", "conflict", "ambiguousApplied", "ambiguousLost", "unavailable"] as const)
    for (let at = 0; at < 14; at++) {
      const house = await gatesHouse();
      await opened(house, gateOf(1));
      let step = 0;
      house.moods.fault = () => (step++ === at ? fault : undefined);
      for (let left = 4; left > 0; left--) {
        const show = () => requestAtGates(source, house.desk, house.far()).catch(() => 0);
        await Promise.all([show(), show()]);
        await sendPosts(source, house.desk).catch(() => 0);
        house.pass(130);
      }
      assert.equal(house.said.length, 1, `${fault} at ${at}`);
    }
});

test("a gate whose task cannot be read keeps no other gate's message from its end", async () => {
  const house = await gatesHouse();
  await opened(house, gateOf(1), gateOf(2));
  await round(house);
  for (const job of [1, 2]) await changedTo(house, job, { closed: { how: "rejected", at: start, why: "no" } });
  const read = house.store.task.bind(house.store);
  house.store.task = async (id) => {
    if (id.includes("job:1")) throw new StoreError("corrupt", "a state that nobody knows");
    return await read(id);
  };
  await round(house);
  assert.equal((await items(house)).length, 1);
});
