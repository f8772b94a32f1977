import type { TestContext } from "node:test";
import { virtualClock } from "../../../../infra/twin/clock.ts";
import type { NewHook } from "../../../../infra/twin/hooks/hook.ts";
import { serveTwin } from "../../../../infra/twin/serve.ts";
import type { NewProject, NewToken } from "../../../../infra/twin/state/add.ts";
import type { Vintage } from "../../../../infra/twin/state/world.ts";
import { createTwin, type TwinOptions } from "../../../../infra/twin/twin.ts";
import { actions } from "../../../../lib/actions/index.ts";
import { examineGitLab } from "../../../../lib/app/doctor/gitlab/examine.ts";
import type { GitLabPatient } from "../../../../lib/app/doctor/gitlab/patient.ts";
import type { TokenName } from "../../../../lib/app/throttle.ts";
import type { Diagnosis } from "../../../../lib/core/diagnosis.ts";
import { createDoctor } from "../../../../lib/gitlab/doctor.ts";
import { readRulebook } from "../../../../lib/rules/read.ts";
import { receiver } from "../../../twin/world.ts";

export const secret = `whsec_${Buffer.alloc(32, 7).toString("base64")}`;
const start = Date.UTC(2026, 10, 20, 9, 30);
const day = 86_400_000;

const usualRules = `version: 1
defaults: { mode: enforce }
rules:
  - { id: retry-main, projects: ["shop/**"], on: job, when: { status: failed, ref: main }, do: retry }
  - id: promote
    projects: [shop/api]
    on: pipeline
    when: { ref: main }
    do: { play: { job: "deploy:*", variables: { RELEASE: "{{ sha }}" } } }
  - { id: tidy, projects: ["shop/**"], on: { schedule: { every: 1d, at: "03:00" } }, when: { status: success }, do: deleteArtifacts }
`;

const levels = { act: "developer", clean: "maintainer", read: "reporter", hooks: "maintainer" } as const;
export type Names = readonly TokenName[];

/** What is different from the town in which all is well. */
export interface Otherwise {
  readonly vintage?: Vintage;
  readonly settings?: TwinOptions["settings"];
  readonly api?: Partial<NewProject>;
  readonly web?: Partial<NewProject>;
  readonly tokens?: { readonly [Name in TokenName]?: NewToken & { readonly isBot?: boolean } };
  /** Which names are given a token; default: each its own. */
  readonly named?: readonly Names[];
  readonly rules?: string;
  readonly patient?: Partial<GitLabPatient>;
  /** How our door answers; default: 202. */
  readonly answers?: number;
  /** How far our own clock is behind GitLab's. */
  readonly behindSeconds?: number;
}

export type Town = Awaited<ReturnType<typeof town>>;

/** A GitLab with two projects, four bots and a hook each; all is well, but for what is otherwise. */
export async function town(t: TestContext, otherwise: Otherwise = {}) {
  const { vintage = 2026, named = [["act"], ["clean"], ["read"], ["hooks"]], tokens = {} } = otherwise;
  const time = virtualClock(start);
  const clock = () => time.now() - (otherwise.behindSeconds ?? 0) * 1000;
  const twin = createTwin({ clock: time.now, vintage, ...(otherwise.settings && { settings: otherwise.settings }) });
  const members = Object.fromEntries(Object.entries(levels).map(([name, role]) => [`${name}-bot`, role]));
  for (const name of Object.keys(levels) as TokenName[])
    twin.addPerson({ username: `${name}-bot`, isBot: tokens[name]?.isBot ?? true });
  const protectedBranches = [{ name: "main", usernames: ["act-bot"] }];
  const api = twin.addProject({
    path: "shop/api",
    protectedBranches,
    ...otherwise.api,
    members: { ...members, ...otherwise.api?.members },
  });
  const web = twin.addProject({
    path: "shop/web",
    protectedBranches,
    ...otherwise.web,
    members: { ...members, ...otherwise.web?.members },
  });
  const served = await serveTwin(twin);
  t.after(() => served.close());
  const { url, heard } = await receiver(t, otherwise.answers ?? 202);
  const address = `${new URL(url).origin}/gitlab/main`;
  const proof = vintage === 2026 ? { signingToken: secret } : { token: "a plain secret token" };
  const usual: NewHook = { url: address, ...proof, jobEvents: true, pipelineEvents: true };
  const options = {
    userAgent: "penstock-test",
    clock,
    tokenAs: vintage === 2016 ? "private" : "bearer",
  } as const;

  const patientOf = (names: Names, index: number) => {
    const [name = "act"] = names;
    const { isBot: _, ...token } = tokens[name] ?? {};
    const scope = name === "read" ? "read_api" : "api";
    const text = twin.addToken(`${name}-bot`, {
      scope,
      expiresAt: start + 200 * day,
      text: `glpat-${name}-${index}-0123456789`,
      ...token,
    });
    const looks = createDoctor({ ...options, baseUrl: served.url, token: text });
    t.after(() => looks.close());
    return { names, looks };
  };

  const patient: GitLabPatient = {
    source: "main",
    url: served.url,
    projects: ["shop/**"],
    tokens: named.map(patientOf),
    rules: stored(otherwise.rules ?? usualRules),
    address,
    newHook: { secret: async () => (vintage === 2026 ? secret : "a plain secret token") },
    clock,
    ...otherwise.patient,
  };

  return {
    twin,
    time,
    api,
    web,
    served,
    heard,
    address,
    patient,
    usual,
    options,
    hook: (project: string, hook: Partial<NewHook> = {}) => twin.addHook(project, { ...usual, ...hook }),
    /** Both projects' usual hooks. */
    hooks: () => [twin.addHook("shop/api", usual), twin.addHook("shop/web", { ...usual, pipelineEvents: false })],
    examine: (more: Partial<GitLabPatient> = {}) => examineGitLab({ ...patient, ...more }),
  };
}

/** Rules as the table keeps them. */
export function stored(yaml: string): string {
  const read = readRulebook(yaml, "rules.yaml", actions);
  if ("problems" in read) throw new Error(read.problems.map(({ message }) => message).join("; "));
  return JSON.stringify(read.rulebook);
}

/** What is not well, as `id level about`. */
export function ills(found: readonly Diagnosis[]): string[] {
  return found.filter(({ level }) => level !== "well").map(({ id, level, about }) => `${id} ${level} ${about}`);
}

/** The one that is not well. */
export function only(found: readonly Diagnosis[]): Diagnosis {
  const [one, ...others] = found.filter(({ level }) => level !== "well");
  if (!one || others.length > 0) throw new Error(`not one illness: ${JSON.stringify(ills(found))}`);
  return one;
}
