import type { Project } from "../../lib/core/event.ts";
import { systemClock } from "../../lib/edge/clock.ts";
import { type Environment, readSettings } from "../../lib/edge/config.ts";
import { luck } from "../../lib/edge/random.ts";
import { createSecrets, type Secrets } from "../../lib/edge/secrets.ts";
import type { Source } from "../../lib/edge/sources.ts";
import { prepareSecret, type Secret } from "../../lib/gitlab/secret.ts";
import { projectsCheck } from "../../lib/rules/projects.ts";

/** A source as the door knows it: no token, no way to GitLab. */
export interface DoorSource {
  readonly id: string;
  /** The live secrets. @throws when they cannot be loaded, or one of them is not fit to be believed */
  secrets(): Promise<readonly Secret[]>;
  /**
   * Whether a secret may speak for a project; no for a project whose path is not known and needed. For what is about no
   * single project, such as a group, only a secret that speaks for all of them may.
   */
  speaksFor(secretId: string, project: Project | undefined): boolean;
}

/** The deployment's sources and its secrets, or `undefined` where the environment describes one local source instead. */
export function deployed(
  env: Environment,
): { sources: readonly Source[]; stage: string; secrets: Secrets } | undefined {
  const { PENSTOCK_SOURCES: sources, PENSTOCK_STAGE: stage } = readSettings(env, ["sources"]);
  return sources && { sources, stage, secrets: createSecrets({ clock: systemClock, spread: luck() }) };
}

/** A source whose secrets are at hand. */
export function plainSource(
  id: string,
  secrets: readonly Secret[],
  projects: readonly (string | number)[],
): DoorSource {
  const speaks = speaksForAnyOf(projects);
  return { id, secrets: async () => secrets, speaksFor: (_, project) => speaks(project) };
}

function speaksForAnyOf(entries: readonly (string | number)[]): (project: Project | undefined) => boolean {
  const check = projectsCheck(entries);
  const isAll = entries.includes("**") && !entries.some((entry) => String(entry).startsWith("!"));
  return (project) => (project ? check(project).answer === "yes" : isAll);
}

/** A source whose secrets are in SSM, below `/penstock/STAGE/webhook/`: each may hold several, one a line, all of them live. */
export function deployedSource(source: Source, stage: string, secrets: Secrets): DoorSource {
  const nameOf = (parameter: string) => `/penstock/${stage}/webhook/${parameter}`;
  const watched = speaksForAnyOf(source.projects);
  const bound = new Map(source.webhookSecrets.map(({ id, projects }) => [id, speaksForAnyOf(projects ?? ["**"])]));
  const prepared = new Map<string, Secret>();
  return {
    id: source.id,
    async secrets() {
      const values = await secrets.load(source.webhookSecrets.map(({ parameter }) => nameOf(parameter)));
      return source.webhookSecrets.flatMap(({ id, parameter }) =>
        (values.get(nameOf(parameter)) ?? []).map((value) => {
          const known = prepared.get(`${id} ${value}`) ?? prepare(id, value);
          prepared.set(`${id} ${value}`, known);
          return known;
        }),
      );
    },
    speaksFor(secretId, project) {
      return watched(project) && (bound.get(secretId)?.(project) ?? false);
    },
  };
}

function prepare(id: string, value: string): Secret {
  const secret = prepareSecret({ id, value });
  if ("problem" in secret) throw new Error(secret.problem);
  return secret;
}
