import assert from "node:assert/strict";
import { test } from "node:test";
import { StoreError } from "../../../lib/core/errors.ts";
import type { Hooks } from "../../../lib/core/hooks.ts";
import type { Store } from "../../../lib/core/ports.ts";
import { createMemoryStore } from "../../../lib/store/memory.ts";
import { createYard, minute, tended } from "./hookyard.ts";

class Killed extends Error {}

/** Lets so many awaits pass, and ends the run at the next one: before it is done, or when it is done already. */
function killer(after: number, when: "before" | "behind") {
  let left = after;
  let isDead = false;
  return {
    happened: () => isDead,
    around<Port extends object>(port: Port): Port {
      return new Proxy(port, {
        get(target, name) {
          const method: unknown = Reflect.get(target, name);
          if (typeof method !== "function") return method;
          return async (...given: unknown[]) => {
            if (isDead) return await new Promise(() => {});
            const isNow = left-- === 0;
            if (isNow && when === "before") throw die();
            const answer: unknown = await Reflect.apply(method, target, given);
            if (isNow) throw die();
            return answer;
          };
        },
      });
    },
  };

  function die(): Killed {
    isDead = true;
    return new Killed();
  }
}

/** A hook with seven lost deliveries that works again, about to be seen. */
async function recovering(store: Store) {
  const yard = createYard();
  const y = tended({ store, yard });
  const [hook] = y.addProject("shop/api", 7);
  assert.ok(hook);
  await y.tend();
  for (let count = 0; count < 7; count++) y.deliver(hook, { responseStatus: 503 });
  hook.state = "paused";
  await y.tend();
  hook.state = "working";
  y.deliver(hook);
  return y;
}

function assertOnce(y: Awaited<ReturnType<typeof recovering>>, least: number, where: string): void {
  const keys = y.state.resent.map(({ key }) => key);
  assert.deepEqual(keys, [...new Set(keys)], where);
  assert.ok(keys.length >= least, `${where}: ${keys.length}`);
  const times = y.state.resent.map(({ at }) => at);
  for (const from of times) assert.ok(times.filter((at) => at >= from && at < from + minute).length <= 5, where);
}

for (const when of ["before", "behind"] as const)
  test(`a run that is killed at any moment, ${when} what it awaits, has nothing sent twice, and one event lost at most`, async () => {
    let kills = 0;
    for (let after = 0; ; after++) {
      const store = createMemoryStore();
      const y = await recovering(store);
      const { around, happened } = killer(after, when);
      const hooks: Hooks = around(y.hooks);
      // A killed process says nothing: its promise may never end.
      await y.tend({ store: around(store), hooks: async () => hooks }).catch((error: unknown) => {
        if (!(error instanceof Killed)) throw error;
      });
      for (let run = 0; run < 5; run++) {
        y.pass(minute);
        await y.tend();
      }
      assertOnce(y, happened() ? 6 : 7, `killed ${when} await ${after}`);
      if (!happened()) break;
      kills++;
    }
    assert.ok(kills >= 15, `${kills} moments`);
  });

test("two runs at once have nothing sent twice", async () => {
  const store = createMemoryStore();
  const y = await recovering(store);
  for (let run = 0; run < 4; run++) {
    await Promise.all([y.tend(), y.tend(), y.tend()]);
    y.pass(minute);
  }
  assertOnce(y, 7, "three at once");
});

for (const code of ["ambiguous", "conflict"] as const)
  test(`where nobody can tell whether it was noted (${code}), nothing is asked for`, async () => {
    let write = 0;
    let isFailing = false;
    const inner = createMemoryStore();
    const y = await recovering(inner);
    const store: Store = {
      ...inner,
      async putNote(...given) {
        if (isFailing && write++ % 3 === 1) {
          if (code === "ambiguous") await inner.putNote(...given);
          throw new StoreError(code, "lost");
        }
        return await inner.putNote(...given);
      },
    };
    isFailing = true;
    for (let run = 0; run < 12; run++) {
      const before = y.state.resent.length;
      await y.tend({ store });
      y.pass(minute);
      assert.ok(y.state.resent.length - before <= 5);
    }
    assertOnce(y, code === "conflict" ? 7 : 1, code);
  });

test("a ledger that cannot be read or written ends the run with an error, and the next one goes on", async () => {
  const store = createMemoryStore();
  const y = await recovering(store);
  const broken: Store = { ...store, notes: () => Promise.reject(new StoreError("unavailable", "down")) };
  await assert.rejects(y.tend({ store: broken }), StoreError);
  for (let run = 0; run < 2; run++) {
    await y.tend();
    y.pass(minute);
  }
  assertOnce(y, 7, "afterwards");
});

test("what another version noted is written anew, and nothing is sent again twice for it", async () => {
  const store = createMemoryStore();
  const y = await recovering(store);
  for (const { key, value } of await store.notes("hook#gitlab"))
    assert.ok(await store.putNote({ scope: "hook#gitlab", key }, `{"later": true, "was": 1}`, value));
  assert.deepEqual(await y.standings(), []);
  await y.tend();
  assert.deepEqual(
    (await y.standings()).map(({ hook, state }) => [hook, state]),
    [[7, "working"]],
  );
});
