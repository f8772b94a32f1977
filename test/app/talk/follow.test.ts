import assert from "node:assert/strict";
import { test } from "node:test";
import { askKey, asksScope, askText } from "../../../lib/app/talk/asks.ts";
import { followAsks } from "../../../lib/app/talk/follow.ts";
import { sendPosts } from "../../../lib/app/talk/posts.ts";
import { StoreError } from "../../../lib/core/errors.ts";
import type { Place } from "../../../lib/core/talk.ts";
import { type Task, taskId } from "../../../lib/core/task.ts";
import { ended, planned } from "../../../lib/core/transitions.ts";
import { channel, source, start, type TalkHouse, talkHouse, textOf, wholeText } from "./talkHouse.ts";

const day = 86_400;

function task(jobId: number, more: Partial<Task> = {}, verb: Task["verb"] = "retry"): Task {
  const want = { rule: "again@3", action: "retry", params: {}, event: "e1" };
  const effect = { source, project: { id: 42, path: "shop/api" }, jobId, verb };
  const about = { name: "build" };
  return { ...planned({ effect, want, due: start, about }, start), ...more };
}

async function written(house: TalkHouse, ...tasks: readonly Task[]): Promise<void> {
  for (const put of tasks) {
    const before = await house.store.task(put.id);
    const version = (before?.version ?? 0) + 1;
    const done = await house.store.commit([{ put: { ...put, version }, seen: before?.version ?? "absent" }]);
    assert.equal(done, "written");
  }
}

async function asked(
  house: TalkHouse,
  awaits: readonly string[],
  place: Place = channel("C1"),
  id = "a1",
): Promise<void> {
  const ask = {
    id,
    source,
    speaker: { provider: place.provider, team: place.team, user: "U1" },
    place,
    said: { word: "retry" as const, values: {} },
    at: house.now(),
  };
  const stored = { ask, person: { userId: 7, username: "alice" }, state: "answered" as const, tries: 1, awaits };
  await house.store.putNote(askKey(ask, "answered"), askText(stored), undefined);
}

async function followed(house: TalkHouse): Promise<number> {
  const told = await followAsks(source, house.desk, house.far());
  await sendPosts(source, house.desk);
  return told;
}

const asksLeft = async (house: TalkHouse) => (await house.store.notes(asksScope(source, "answered"))).length;

test("how it ended is told once in the thread that asked: the job, why, the rule, the new job", async () => {
  const house = talkHouse();
  const place = { ...channel("C1"), thread: "17.1", onlyFor: "U1" };
  await written(house, task(1));
  await asked(house, [task(1).id], place);
  for (let round = 0; round < 3; round++) assert.equal(await followed(house), 0);
  assert.equal(house.said.length, 0);
  const done = ended(task(1), "done", 'job 1 "build" retried as 1002', start);
  await written(house, { ...done, result: { jobId: 1002 } });
  assert.equal(await followed(house), 1);
  assert.equal(await followed(house), 0);
  const [said] = house.said;
  assert.deepEqual([house.said.length, said?.place], [1, { ...channel("C1"), thread: "17.1" }]);
  assert.equal(
    said && wholeText(said.message),
    [
      'retry of job 1 "build" in shop/api: done',
      'job 1 "build" retried as 1002',
      'The new job: job 1002 "build"',
      "Rule: again",
      "Asked for by alice",
    ].join("\n"),
  );
  assert.equal(said?.message.tone, "ok");
  assert.match(JSON.stringify(said?.message), /https:\/\/gitlab\.example\.com\/shop\/api\/-\/jobs\/1002/);
  assert.equal(await asksLeft(house), 0);
});

test("each way to end is told with its reason, and what a person should do", async () => {
  const rows = [
    ["skipped", "no", "not done"],
    ["refused", "no", "refused"],
    ["reported", "no", "only reported"],
    ["attention", "alarm", "a person must look"],
  ] as const;
  for (const [state, tone, words] of rows) {
    const house = talkHouse();
    await written(house, {
      ...ended(task(1), state, "the tests are red", start),
      ...(state === "attention" && { remedy: "look at job 1, then redrive" }),
    });
    await asked(house, [task(1).id]);
    await followed(house);
    const [said] = house.said;
    assert.ok(said);
    assert.equal(said.message.tone, tone);
    assert.match(textOf(said.message.title), new RegExp(words));
    assert.match(wholeText(said.message), /the tests are red/);
    assert.equal(wholeText(said.message).includes("What to do: look at job 1, then redrive"), state === "attention");
  }
});

test("a restart is told once its retry has ended, not when its cancel has", async () => {
  const house = talkHouse();
  const cancel = task(1, { andThen: "retry" }, "cancel");
  const retry = task(1);
  assert.equal(retry.id, taskId({ source, project: { id: 42 }, jobId: 1, verb: "retry" }));
  await written(house, { ...ended(cancel, "done", "canceled", start), andThen: "retry" }, retry);
  await asked(house, [cancel.id]);
  await followed(house);
  await followed(house);
  assert.deepEqual([house.said.length, await asksLeft(house)], [0, 1]);
  await written(house, ended(retry, "done", "retried", start));
  await followed(house);
  assert.deepEqual(house.titles(), ['retry of job 1 "build" in shop/api: done']);
});

test("a restart whose cancel was refused is told then", async () => {
  const house = talkHouse();
  const cancel = task(1, { andThen: "retry" }, "cancel");
  await written(house, ended(cancel, "refused", "it has ended", start));
  await asked(house, [cancel.id]);
  await followed(house);
  assert.deepEqual(house.titles(), ['cancel of job 1 "build" in shop/api: refused']);
});

test("several that end together are one message, the worst in front, and the others are still waited for", async () => {
  const house = talkHouse();
  const tasks = [task(1), task(2), task(3)];
  await written(house, ended(task(1), "done", "fine", start), ended(task(2), "attention", "odd", start), task(3));
  await asked(
    house,
    tasks.map(({ id }) => id),
  );
  await followed(house);
  const [said] = house.said;
  assert.deepEqual(house.titles(), ["2 that you asked for have ended"]);
  assert.deepEqual(
    said?.message.lines.map(textOf).filter((line) => line.includes("job")),
    ['retry of job 2 "build" in shop/api: a person must look', 'retry of job 1 "build" in shop/api: done'],
  );
  await written(house, ended(task(3), "done", "fine", start));
  await followed(house);
  assert.equal(house.said.length, 2);
  assert.equal(await asksLeft(house), 0);
});

test("after eight days it is told that nobody is told any more, and once", async () => {
  const house = talkHouse();
  await written(house, task(1));
  await asked(house, [task(1).id]);
  house.pass(8 * day - 1);
  await followed(house);
  assert.equal(house.said.length, 0);
  house.pass(1);
  await followed(house);
  await followed(house);
  assert.equal(house.said.length, 1);
  assert.match(house.titles()[0] ?? "", /waits. It still waits, and I stop telling you here after 8 days/);
  assert.equal(await asksLeft(house), 0);
});

test("what the tables have forgotten gets a word", async () => {
  const house = talkHouse();
  await asked(house, [task(1).id]);
  await followed(house);
  assert.match(house.titles()[0] ?? "", /nobody remembers/);
  assert.equal(await asksLeft(house), 0);
});

test("a value that a person gave is in no word of the end", async () => {
  const house = talkHouse();
  const given = { userId: 7, username: "alice", at: start, values: { TOKEN: "hunter2" } };
  const want = { rule: "go@1", action: "play", params: { variables: { TOKEN: "hunter2" } }, event: "e", given };
  await written(house, {
    ...ended(task(1), "done", "played", start),
    wants: [want as unknown as Task["wants"][number]],
  });
  await asked(house, [task(1).id]);
  await followed(house);
  assert.equal(house.said.length, 1);
  assert.ok(!JSON.stringify(house.said).includes("hunter2"));
});

test("an end is told once, whichever write fails, and a confidential comment is answered as one", async () => {
  const place: Place = {
    provider: "gitlab",
    team: source,
    project: 42,
    on: "issue",
    iid: 3,
    note: 9,
    isConfidential: true,
  };
  for (const fault of ["throttled", "conflict", "ambiguousApplied", "ambiguousLost"] as const)
    for (let at = 0; at < 8; at++) {
      const house = talkHouse();
      await written(house, ended(task(1), "done", "fine", start));
      await asked(house, [task(1).id], place);
      let step = 0;
      house.moods.fault = () => (step++ === at ? fault : undefined);
      for (let round = 0; round < 4; round++) {
        await followAsks(source, house.desk, house.far()).catch(() => 0);
        await sendPosts(source, house.desk).catch(() => 0);
        house.pass(121);
      }
      assert.deepEqual(
        house.said.map((one) => one.place),
        [place],
        `${fault} at ${at}`,
      );
    }
});

test("a thousand asks that wait cost a round no more than 50 looks, and each has its turn", async () => {
  const house = talkHouse();
  for (let id = 1; id <= 1000; id++) {
    await written(house, task(id));
    await asked(house, [task(id).id], channel("C1"), `a${id}`);
  }
  house.operations.length = 0;
  await followAsks(source, house.desk, house.far());
  assert.ok(house.operations.length <= 51, String(house.operations.length));
  for (let id = 1; id <= 1000; id++) await written(house, ended(task(id), "done", "fine", start));
  let told = 0;
  for (let round = 0; round < 60; round++) {
    told += await followAsks(source, house.desk, house.far());
    house.pass(60);
  }
  assert.equal(told, 1000);
});

test("a task that cannot be read keeps no other ask from hearing how it ended", async () => {
  const house = talkHouse();
  for (let job = 1; job <= 12; job++) {
    await written(house, ended(task(job), "done", `job ${job}`, start));
    await asked(house, [task(job).id], channel("C1"), `a${String(job).padStart(2, "0")}`);
  }
  const read = house.store.task.bind(house.store);
  house.store.task = async (id) => {
    if (id === task(1).id) throw new StoreError("corrupt", "a state that nobody knows");
    return await read(id);
  };
  assert.equal(await followed(house), 11);
  assert.equal(await asksLeft(house), 1);
});
