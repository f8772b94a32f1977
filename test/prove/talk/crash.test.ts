import assert from "node:assert/strict";
import { test } from "node:test";
import { StoreError } from "../../../lib/core/errors.ts";
import type { Operation } from "../../../lib/store/memoryFaults.ts";
import { formOf, type Step } from "./steps.ts";
import { openVillage } from "./village.ts";

const said = { who: "maya", copies: 1 } as const;
const cases: Readonly<Record<string, { readonly step: Extract<Step, { kind: "say" | "click" }>; deed: string }>> = {
  "a click": { step: { kind: "click", button: "Approve", ...said }, deed: "play release" },
  "a retry": { step: { kind: "say", verb: "retry", job: "failed", ...said }, deed: "retry failed" },
  "an approval": { step: { kind: "say", verb: "approve", job: "release", ...said }, deed: "play release" },
};

/** Which writes fail, by how many there were before: one alone, or all from then on until it is healed. */
const ways = {
  "one write that fails": (count: number, nth: number) => count === nth,
  "a crash": (count: number, nth: number) => count >= nth,
};

/** A village whose writes can be told to fail. */
async function fragile() {
  let fails: ((count: number) => boolean) | undefined;
  let count = 0;
  let isHit = false;
  const village = await openVillage(({ kind }: Operation) => {
    if (!fails || (kind !== "commit" && kind !== "putNote")) return;
    if (!fails(count++)) return;
    isHit = true;
    throw new StoreError("unavailable", "the process is gone");
  });
  return {
    village,
    breaks(how: (count: number) => boolean) {
      fails = how;
    },
    /** @returns whether anything failed */
    heals(): boolean {
      fails = undefined;
      return isHit;
    },
  };
}

for (const [what, { step, deed }] of Object.entries(cases))
  for (const [trouble, fails] of Object.entries(ways))
    test(`${trouble} anywhere while ${what} is answered: it is done once, and answered once`, async () => {
      for (let nth = 0, isOver = false; !isOver; nth++) {
        const { village, breaks, heals } = await fragile();
        const form = formOf(step, village, 1);
        assert.ok(form);
        await village.knock(form);
        breaks((count) => fails(count, nth));
        await village.answer();
        isOver = !heals();
        for (let minute = 0; minute < 4; minute++) {
          village.pass(61);
          await village.wake();
        }
        const deeds = village.twin.effects
          .filter(({ user }) => user === village.twin.bot.username)
          .map(({ verb, jobId }) => `${verb} ${village.twin.job(jobId).name}`);
        assert.deepEqual(deeds, [deed], `behind write ${nth}`);
        const heard = village.answers.get("https://hooks.slack.com/commands/T0HOME/1/x") ?? [];
        assert.equal(new Set(heard).size, heard.length, `behind write ${nth}: ${heard.join()}`);
        assert.ok(heard.length >= 1 && heard.length <= 2, `behind write ${nth}: ${heard.join()}`);
        assert.ok(nth < 40);
      }
    });
