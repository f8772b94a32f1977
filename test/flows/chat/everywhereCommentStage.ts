import assert from "node:assert/strict";
import type { TestContext } from "node:test";
import { resend } from "../../../infra/twin/hooks/resend.ts";
import type { Note } from "../../../infra/twin/state/note.ts";
import { type Chat, type EverywhereWorld, openWorld } from "./everywhereWorld.ts";

const mouthName = "penstock-says";

/** Merge request 4 of `shop/web`, where people comment. */
export async function commentsEverywhere(t: TestContext): Promise<Chat & { readonly world: EverywhereWorld }> {
  const world = await openWorld(t, ({ twin, common }) => {
    const mouth = twin.addPerson({ username: mouthName, isBot: true });
    return { ...common, commentToken: twin.addToken(mouth.username) };
  });
  const { twin, project, house } = world;
  const mouth = twin.world.people.find(({ username }) => username === mouthName) ?? assert.fail();
  twin.world.projects.find(({ id }) => id === project.id)?.members.set(mouth, "reporter");
  const url = `${house.url}/chat/gitlab/gitlab`;
  const silent = { jobEvents: false, pipelineEvents: false };
  const hook = twin.addHook(project.id, {
    ...world.hook,
    ...silent,
    url,
    noteEvents: true,
    confidentialNoteEvents: true,
  });
  twin.addPipeline(project.id, {
    by: "alice",
    mergeRequest: { iid: 4, sourceBranch: "fix" },
    jobs: [{ name: "unit" }],
  });
  const ours = (isHere: boolean): readonly Note[] =>
    twin.world.notes.filter(({ person, on, project: of }) => {
      const isOnFour = of.id === project.id && on.type === "MergeRequest" && on.request.iid === 4;
      return person === mouth && isOnFour === isHere;
    });
  return {
    world,
    name: "comments in GitLab",
    isPrivate: false,
    voice: "comment",
    async say(who, text) {
      const by = world.person(who).username;
      twin.comment(project.id, { text: `/penstock ${text}`, by, on: { mergeRequest: 4 } });
      await twin.deliver();
    },
    async again() {
      const last = twin.deliveries.findLast((one) => one.url === url) ?? assert.fail();
      const { status } = await resend(twin.world, hook, last);
      assert.equal(status, 202);
      const answer = await fetch(url, { method: "POST", headers: last.headers, body: last.body });
      assert.equal(answer.status, 202, await answer.text());
    },
    answers: () => ours(true).map(({ text }) => plain(text)),
    links: () => [...(ours(true).at(-1)?.text ?? "").matchAll(/\]\(<([^>]*)>\)/g)].map(([, link = ""]) => link),
    elsewhere: () => ours(false).length + twin.world.noteEffects.length,
    rename: () => undefined,
  };
}

/** As people read it. */
function plain(text: string): string {
  return (
    text
      .replace(/\[([^\]]*)\]\(<[^>]*>\)/g, "$1")
      // beside what it leads to stands an address that is no job's or pipeline's
      .replace(/ `https?:[^`]*`/g, "")
      .replace(/\*\*|`/g, "")
      .replace(/\n\n?- /g, "\n")
  );
}
