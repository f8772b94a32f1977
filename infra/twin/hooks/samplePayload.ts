import type { Project } from "../state/graph.ts";
import { jobsOf, pipelinesOf } from "../state/history.ts";
import type { World } from "../state/world.ts";
import { accessTokenPayload } from "./accessTokenPayload.ts";
import { jobPayload } from "./jobPayload.ts";
import type { HookWord } from "./kinds.ts";
import { notePayload } from "./notePayload.ts";
import { pipelinePayload } from "./pipelinePayload.ts";
import { releasePayload } from "./releasePayload.ts";
import { tagPushPayload } from "./tagPushPayload.ts";

interface Asked {
  readonly word: HookWord;
  /** Of a group the first that has something to show. */
  readonly projects: readonly Project[];
}

type Sample = { readonly payload: object } | { readonly missing: string };

/**
 * What the Test button sends: the newest that there is, with dates in ISO 8601, or GitLab's words where there is nothing.
 * Source: gitlabhq app/services/concerns/integrations/project_test_data.rb (read 2026-11).
 */
export function samplePayload(world: World, { word, projects }: Asked): Sample {
  if (word === "deployment" || word === "confidential_note") return { missing: untestable };
  for (const project of projects) {
    const payload = makers[word](world, project);
    if (payload) return { payload: withIsoDates(payload) };
  }
  return { missing: `Ensure the project has ${needed[word]}.` };
}

export const untestable = "Testing not available for this hook";

type Testable = Exclude<HookWord, "deployment" | "confidential_note">;

const needed: Readonly<Record<Testable, string>> = {
  job: "CI jobs",
  pipeline: "CI pipelines",
  note: "notes",
  release: "releases",
  tag_push: "tags",
  access_token: "access tokens",
};

const makers: Readonly<Record<Testable, (world: World, project: Project) => object | undefined>> = {
  job(world, project) {
    const [newest] = jobsOf(project);
    return newest && jobPayload(world, newest);
  },
  pipeline(world, project) {
    const [newest] = pipelinesOf(project);
    return newest && pipelinePayload(world, newest);
  },
  note(world, project) {
    const note = world.notes.findLast((one) => one.project === project);
    return note && notePayload(world, { note, action: "create" });
  },
  release(world, project) {
    const release = project.releases.at(-1);
    return release && releasePayload(world, { project, release });
  },
  tag_push: sampleTagPush,
  access_token: sampleToken,
};

function sampleTagPush(world: World, project: Project): object | undefined {
  const [newest] = pipelinesOf(project);
  const commit = newest?.commit ?? [...project.tags.values()].at(-1) ?? null;
  const [person] = project.members.keys();
  const push = { project, tag: project.defaultBranch, before: commit, after: commit, message: null };
  return person && tagPushPayload(world, { ...push, person });
}

/** Made up, as GitLab does. */
function sampleToken(world: World, project: Project): object | undefined {
  const person = [...project.members.keys()].find(({ isBot }) => isBot) ?? [...project.members.keys()][0];
  const createdAt = world.clock();
  const expiresAt = createdAt + 2 * 86_400_000;
  const made = { id: 1, name: "pat_for_webhook_event", text: "", scope: "api", isRevoked: false } as const;
  return person && accessTokenPayload(world, { project, token: { ...made, person, createdAt, expiresAt } });
}

/** The dates as the database has them, which nobody has put into the form of hooks. Source: gitlab issue 263111 (read 2026-11). */
function withIsoDates(payload: object): object {
  return JSON.parse(JSON.stringify(payload), (_name, value: unknown) =>
    typeof value === "string" && /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC$/.test(value)
      ? `${value.slice(0, 10)}T${value.slice(11, 19)}.000Z`
      : value,
  );
}
