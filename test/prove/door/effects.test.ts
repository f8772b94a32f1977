import { dryRun } from "./dryRun.ts";
import { each, testOnPush } from "./onPush.ts";
import { order } from "./order.ts";
import { replay } from "./replay.ts";

testOnPush(order, {
  ...each(["cancel", "keep", "play", "retry"].map((verb) => `in order: ${verb}`)),
  "hooks in disorder": 300,
});

testOnPush(dryRun, {
  ...each(["cancel", "deleteArtifacts", "keep", "play", "retry"].map((verb) => `${verb} reported`)),
  ...each(["cancel", "keep", "play", "retry"].map((verb) => `in earnest: ${verb}`)),
  "asked by GET": 20,
  "over HTTP by GET": 10,
});

testOnPush(replay, {
  "effects of the days": 20,
  "hooks replayed": 100,
  "tasks looked at again": 20,
  "tasks redriven": 20,
});
