import type { Project } from "../../lib/core/event.ts";
import { systemClock } from "../../lib/edge/clock.ts";
import type { Environment } from "../../lib/edge/config.ts";
import { type Log, silent } from "../../lib/edge/log.ts";
import { luck } from "../../lib/edge/random.ts";
import { fitLines, tellOnce } from "../../lib/edge/secretLines.ts";
import { createSecrets, type Secrets } from "../../lib/edge/secrets.ts";
import type { Source } from "../../lib/edge/sources.ts";
import { isMeantToSign, prepareSecret, type Secret } from "../../lib/gitlab/secret.ts";
import { projectsCheck } from "../../lib/rules/projects.ts";

/** A source as the door knows it: no token, no way to GitLab. */
export interface DoorSource {
  readonly id: string;
  /** The live secrets. @throws when they cannot be loaded, or one of them is not fit to be believed */
  secrets(): Promise<readonly Secret[]>;
  /**
   * Has the secrets read anew, since a delivery was refused that one may be of which is newer than they are. Missing: they
   * are never new. Never throws. @returns whether they were read
   */
  renewed?(): Promise<boolean>;
  /**
   * Whether a secret may speak for a project; no for a project whose path is not known and needed. For what is about no
   * single project, such as a group, only a secret that speaks for all of them may.
   */
  speaksFor(secretId: string, project: Project | undefined): boolean;
}

/** Whether the environment names sources of `penstock.yaml`; else it describes one itself. */
export function isDeployed({ PENSTOCK_SOURCES: sources }: Environment): boolean {
  return sources !== undefined && sources !== "";
}

/** The secrets of a deployed function, in SSM. */
export function deployedSecrets(log: Log): Secrets {
  return createSecrets({ clock: systemClock, spread: luck(), log });
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

/**
 * A source whose secrets are in SSM, below `/penstock/STAGE/webhook/`: each may hold several, one a line, all of them live. A
 * line that is not fit is set aside and told, unless it is the only one: then nobody is believed.
 */
export function deployedSource(source: Source, stage: string, secrets: Secrets, log: Log = silent): DoorSource {
  const nameOf = (parameter: string) => `/penstock/${stage}/webhook/${parameter}`;
  const names = source.webhookSecrets.map(({ parameter }) => nameOf(parameter));
  const watched = speaksForAnyOf(source.projects);
  const bound = new Map(source.webhookSecrets.map(({ id, projects }) => [id, speaksForAnyOf(projects ?? ["**"])]));
  const prepared = preparing();
  const setAside = tellOnce(log);
  return {
    id: source.id,
    async secrets() {
      const lines = await secrets.lines(names);
      const read = source.webhookSecrets.map(({ id, parameter }) =>
        fitLines(lines.get(nameOf(parameter)) ?? [], (value) => prepared(id, value)),
      );
      for (const { fit, faults } of read) {
        if (fit.length === 0 && faults.length > 0) throw new Error(faults.map(({ says }) => says).join("; "));
        for (const { says } of faults) setAside(says);
      }
      const believed = read.flatMap(({ fit }) => fit);
      // Where one of them was to sign, a plain token is not enough, even if that one cannot be read or its time is over.
      const lost = read.flatMap(({ faults, over }) => [...faults, ...over]).find(({ text }) => isMeantToSign(text));
      if (!lost) return believed;
      const signing = believed.filter(({ kind }) => kind === "signing");
      if (signing.length === 0) throw new Error(lost.says);
      return signing;
    },
    renewed: () => secrets.renew(names),
    speaksFor(secretId, project) {
      return watched(project) && (bound.get(secretId)?.(project) ?? false);
    },
  };
}

const mostPrepared = 100;

/** Secrets are made ready once. */
function preparing(): (id: string, value: string) => ReturnType<typeof prepareSecret> {
  const known = new Map<string, ReturnType<typeof prepareSecret>>();
  return (id, value) => {
    const key = `${id} ${value}`;
    const secret = known.get(key) ?? prepareSecret({ id, value });
    if (known.size >= mostPrepared) known.clear();
    known.set(key, secret);
    return secret;
  };
}
