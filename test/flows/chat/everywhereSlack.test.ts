import { test } from "node:test";
import { everybody, linking } from "./everywherePeople.ts";
import { slackEverywhere } from "./everywhereSlackStage.ts";
import { everyRow } from "./everywhereTold.ts";

test("every word in Slack does what it says, once, for who may say it and for nobody else", async (t) => {
  const chat = await slackEverywhere(t);
  await everyRow(t, chat);
  await linking(t, chat);
  await everybody(t, chat);
});
