import { deferred } from "./deferred.ts";
import { each, testOnPush } from "./onPush.ts";
import { poison } from "./poison.ts";
import { readablePoison, unreadable } from "./poisons.ts";

testOnPush(poison, {
  ...each(Object.keys({ ...readablePoison, ...unreadable })),
  ...each(
    Array.from({ length: 9 }, (_, at) => `${at + 1} of ten are bad`),
    2,
  ),
  retried: 100,
  "ended or put off with a reason": 50,
});

testOnPush(deferred, {
  ...each(["planned", "ignored", "deferred"].map((told) => `faults: ${told}`)),
  "silence: deferred": 100,
  "deferred for the patrol": 5,
  "effects found by the patrol": 1,
});
