import type { HearDesk } from "../../../lib/app/talk/desk.ts";
import { type Heard, hear } from "../../../lib/app/talk/hear.ts";
import { linkKey } from "../../../lib/app/talk/links.ts";
import type { Ask, Speaker } from "../../../lib/core/talk.ts";
import { createMemoryStore } from "../../../lib/store/memory.ts";

/** A door before empty tables, on a clock that stands until it is moved. */
export function openEars(perMinute = 3) {
  let now = Date.UTC(2026, 10, 20, 9, 30);
  let serial = 0;
  const random = () => `r${++serial}`;
  const store = createMemoryStore();
  const desk: HearDesk = {
    store,
    settings: { channels: {}, routes: [], operators: {}, perMinute },
    clock: () => now,
    random,
    giveWay: async () => {},
  };
  const askOf = (speaker: Speaker, more: Partial<Ask> = {}): Ask => ({
    id: `ask${++serial}`,
    source: "gitlab",
    speaker,
    place: { provider: "slack", team: speaker.team, channel: "C1" },
    said: { word: "status", values: {} },
    at: now,
    ...more,
  });
  return {
    store,
    desk,
    askOf,
    advance: (seconds: number) => {
      now += seconds * 1000;
    },
    async link(speaker: Speaker, userId: number): Promise<void> {
      const value = JSON.stringify({ userId, username: `user${userId}`, at: now });
      await store.commit([{ note: linkKey("gitlab", speaker), value, seen: undefined }]);
    },
    async say(speaker: Speaker, more: Partial<Ask> = {}): Promise<string> {
      return kindOf(await hear(askOf(speaker, more), desk));
    },
    asks: async () => (await store.notes("ask#gitlab")).length,
  };
}

/** `taken`, `again`, or how it was refused. */
export function kindOf(heard: Heard): string {
  if ("taken" in heard) return "taken";
  return "again" in heard ? "again" : heard.how;
}

export const slack = (user: string): Speaker => ({ provider: "slack", team: "T1", user });
export const mattermost = (user: string): Speaker => ({ provider: "mattermost", team: "m1", user });
export const gitlab = (user: number): Speaker => ({ provider: "gitlab", team: "gitlab", user: `${user}` });

/** Where a comment on an issue of a project stands. */
export const commentIn = (project: number): Pick<Ask, "place"> => ({
  place: { provider: "gitlab", team: "gitlab", project, on: "issue", iid: 1, note: 1, isConfidential: false },
});
