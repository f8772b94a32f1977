import { announcementOf } from "../../../infra/twin/hooks/announce.ts";
import { createTwin, type Twin } from "../../../infra/twin/twin.ts";
import type { Clock } from "../../../lib/core/time.ts";
import { keyOf } from "../door/letter.ts";
import { gitlabOf } from "../door/twinHttp.ts";

/** Two sources, of which one is called like the beginning of the other, and whose numbers are the same. */
export const ids = ["main", "main-2"] as const;
export type Id = (typeof ids)[number];

export const otherOf = (id: Id): Id => (id === "main" ? "main-2" : "main");

/** A word that stands in everything that is a source's, and nowhere else. */
export const wordOf = { main: "raven", "main-2": "heron" } as const satisfies Record<Id, string>;

/** What each source's rules want, so that whose rule it was can be told from what was done. */
export const verbOf = { main: "retry", "main-2": "cancel" } as const satisfies Record<Id, string>;

const statusOf = { main: "failed", "main-2": "pending" } as const satisfies Record<Id, string>;

export const personOf = (id: Id) => ({ userId: 7, username: `ada-${wordOf[id]}` });
export const tokenOf = (id: Id) => `glpat-of-${wordOf[id]}`;
export const urlOf = (id: string) => `https://${id}.example.com`;
export const arnOf = (id: Id) => `arn:aws:iam::123456789012:user/${wordOf[id]}`;

export const secretOf = (id: Id) => `whsec_${keyBytes(id).toString("base64")}`;
export const signingKeyOf = (id: Id) => keyOf(keyBytes(id));

function keyBytes(id: Id): Buffer {
  return Buffer.alloc(32, id);
}

/** A source's rules: what one wants the other one never does, and both would hear everything. */
export function rulesOf(id: Id): string {
  return `version: 1
defaults: { mode: enforce }
rules:
  - id: ${wordOf[id]}-acts
    description: only for ${wordOf[id]}
    projects: ["**"]
    on: job
    when: { status: ${statusOf[id]} }
    do: ${verbOf[id]}
  - id: ${wordOf[id]}-waits
    projects: ["**"]
    on: pipeline
    require: { approvals: { count: 2, from: { role: developer } } }
    do: { play: { job: deploy-${wordOf[id]} } }
`;
}

/** One source's GitLab, and the hooks that it would send. */
export interface Side {
  readonly id: Id;
  readonly twin: Twin;
  readonly gitlab: ReturnType<typeof gitlabOf>["gitlab"];
  readonly projectId: number;
  takeHooks(): string[];
}

export function openSide(id: Id, clock: Clock): Side {
  const twin = createTwin({ clock, firstId: 1001 });
  const username = personOf(id).username;
  const members = { [username]: "maintainer", [twin.bot.username]: "maintainer" } as const;
  const project = twin.addProject({ id: 42, path: `${wordOf[id]}/api`, members });
  const unsent: (() => string)[] = [];
  twin.world.listeners.push((news) => {
    const told = announcementOf(twin.world, news);
    if (told?.word === "job" || told?.word === "pipeline") unsent.push(() => JSON.stringify(told.payload()));
  });
  return {
    id,
    twin,
    gitlab: gitlabOf(twin).gitlab,
    projectId: project.id,
    takeHooks: () => unsent.splice(0).map((body) => body()),
  };
}
