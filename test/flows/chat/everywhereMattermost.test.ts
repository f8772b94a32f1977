import { test } from "node:test";
import { mattermostEverywhere } from "./everywhereMattermostStage.ts";
import { everybody, linking } from "./everywherePeople.ts";
import { everyRow } from "./everywhereTold.ts";

test("every word in Mattermost does what it says, once, for who may say it and for nobody else", async (t) => {
  const chat = await mattermostEverywhere(t);
  await everyRow(t, chat);
  await linking(t, chat);
  await everybody(t, chat);
});
