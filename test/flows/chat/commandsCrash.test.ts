import assert from "node:assert/strict";
import { test } from "node:test";
import { switchKey } from "../../../lib/app/stops.ts";
import { StoreError } from "../../../lib/core/errors.ts";
import { gateKey, readGate } from "../../../lib/core/gate.ts";
import { holdScope } from "../../../lib/core/hold.ts";
import { rulebook, type TalkStage, talkStage } from "./talkStage.ts";

const retry = "id: retry, on: { command: retry }, when: { status: failed }, limit: { perJob: 1 }, do: retry";
const arm = "id: arm, on: { command: arm }, do: { play: { job: deploy } }";
const promote =
  "id: promote, on: [job, pipeline], when: { status: manual, name: gate }, require: { approvals: { count: 1, from: { role: maintainer } } }, do: { play: { job: gate } }";

interface Case {
  readonly says: string;
  readonly job: readonly [status: "failed" | "manual", name: string];
  /** What has happened once all is over, whenever the crash was. */
  readonly outcome: (s: TalkStage, job: number, from: number) => unknown;
  readonly expected: unknown;
}

const deedsOf = (s: TalkStage, _job: number, from: number) => s.deeds().slice(from);

const cases: Readonly<Record<string, Case>> = {
  retry: { says: "retry URL", job: ["failed", "build"], outcome: deedsOf, expected: ["retry build"] },
  arm: { says: "arm URL --for 8h", job: ["manual", "deploy"], outcome: deedsOf, expected: ["play deploy"] },
  approve: { says: "approve URL", job: ["manual", "gate"], outcome: deedsOf, expected: ["play gate"] },
  reject: {
    says: "reject URL because",
    job: ["manual", "gate"],
    outcome: async (s, job) =>
      readGate((await s.house.store.note(gateKey("gitlab", s.project.id, job))) ?? "")?.closed?.how,
    expected: "rejected",
  },
  hold: {
    says: "hold URL because",
    job: ["failed", "build"],
    outcome: async (s, job) =>
      (await s.house.store.notes(holdScope("gitlab", s.project.id))).filter(({ key }) => key === `job:${job}`).length,
    expected: 1,
  },
  stop: {
    says: "stop shop/web because",
    job: ["failed", "build"],
    async outcome(s) {
      const stops = (await s.house.store.note(switchKey("gitlab"))) ?? "";
      await s.house.store.putNote(switchKey("gitlab"), "[]", stops);
      return JSON.parse(stops).length;
    },
    expected: 1,
  },
};

for (const [word, { says, job: made, outcome, expected }] of Object.entries(cases))
  test(`a crash behind any write of ${word} does nothing twice and loses no answer`, async (t) => {
    const s = await talkStage(t, rulebook(retry, arm, promote));
    s.twin.addHook(s.project.id, s.hook);
    let isWhole = false;
    for (let most = 0; !isWhole; most++) {
      const job = s.jobThat(...made);
      await s.settle();
      const [from, deeds] = [s.posts.length, s.deeds().length];
      await s.tell("bob", says.replace("URL", job.url));
      const heal = failBehind(s, most);
      await s.settle().catch((error: unknown) => assert.ok(error instanceof StoreError));
      isWhole = !heal();
      s.clock.advance(61);
      await s.settle();
      const answers = s.posts
        .slice(from)
        .filter(({ heard }) => !/^play of .*: done|^retry of .*: done/.test(heard.text));
      assert.deepEqual(
        answers.map(({ heard }) => heard.tone === "no"),
        [false],
        `${most}: ${answers[0]?.heard.text}`,
      );
      assert.deepEqual(await outcome(s, job.id, deeds), expected, `behind write ${most}`);
      assert.ok(most < 60);
    }
  });

/**
 * Of the store's writes so many happen, and all behind them fail, as if every process had died then: until it is healed, or
 * the answer is written.
 *
 * @returns heals it, and tells whether anything failed
 */
function failBehind({ house: { store } }: TalkStage, most: number): () => boolean {
  const { commit, putNote } = store;
  let count = 0;
  let isAnswered = false;
  async function counted<T>(write: () => Promise<T>): Promise<T> {
    if (!isAnswered && count++ >= most) throw new StoreError("unavailable", "the process is gone");
    return await write();
  }
  store.commit = async (writes) => {
    const done = await counted(() => commit(writes));
    isAnswered ||= writes.some((write) => "note" in write && write.note.key.endsWith("/answer"));
    return done;
  };
  store.putNote = (...given) => counted(() => putNote(...given));
  return () => {
    Object.assign(store, { commit, putNote });
    return count > most;
  };
}
