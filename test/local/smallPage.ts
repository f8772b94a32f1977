import type { TestContext } from "node:test";
import { chatPage } from "../../infra/local/page/page.ts";
import type { Click, PageChat, Seen, Speech } from "../../infra/local/page/pageChat.ts";
import type { SeenWorld } from "../../infra/local/page/seenWorld.ts";
import { serveFunctions } from "../../infra/local/server.ts";

/** What a page of our own shows, where nothing else of Penstock runs. */
export interface Small {
  readonly seen?: readonly Seen[];
  readonly world?: SeenWorld;
  /** What the chat itself says to whoever speaks or clicks. */
  readonly trouble?: string;
}

/** A page on a chat that only remembers what was done. */
export async function smallPage(t: TestContext, { seen = [], world, trouble }: Small = {}) {
  const done: (Speech | Click | { readonly job: number; readonly deed: string } | "release")[] = [];
  const chat: PageChat = {
    id: "slack",
    title: "Slack",
    channels: [
      { id: "C1", name: "deploys" },
      { id: "C2", name: "ops" },
    ],
    people: [
      { id: "U1", name: "ada" },
      { id: "U2", name: "grace" },
    ],
    seen: (who, channel) => (who === "U1" && channel === "C1" ? seen : []),
    async say(speech) {
      done.push(speech);
      return trouble;
    },
    async click(click) {
      done.push(click);
      return trouble;
    },
  };
  const page = chatPage({
    chats: [chat],
    world: () => world ?? { pipelines: [], changes: [] },
    beginRelease: () => void done.push("release"),
    endJob(job, deed) {
      if (job === 0) throw new Error("there is no job 0");
      done.push({ job, deed });
    },
  });
  const served = await serveFunctions({ "": page, talk: page }, 0);
  t.after(() => served.close());
  return { url: served.url, done };
}
