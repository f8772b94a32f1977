import { test } from "node:test";
import { commentsEverywhere } from "./everywhereCommentStage.ts";
import { everybody } from "./everywherePeople.ts";
import { everyRow } from "./everywhereTold.ts";

test("every word in a comment in GitLab does what it says, once, for who may say it and for nobody else", async (t) => {
  const chat = await commentsEverywhere(t);
  await everyRow(t, chat);
  await everybody(t, chat);
});
