import { test } from "node:test";
import { everyClick } from "./everywhereClicks.ts";
import { mattermostEverywhere } from "./everywhereMattermostStage.ts";
import { slackEverywhere } from "./everywhereSlackStage.ts";

for (const open of [slackEverywhere, mattermostEverywhere])
  test(`buttons of ${open.name.replace("Everywhere", "")} do what they say, once, for who may`, async (t) =>
    await everyClick(t, await open(t, { withGates: true })));
