import type { GitLabPatient, PatientToken } from "../../app/doctor/gitlab/patient.ts";
import type { Life } from "../../app/doctor/house/life.ts";
import type { TokenName } from "../../app/throttle.ts";
import { found } from "../../core/seen.ts";
import { readCaFile } from "../../edge/ca.ts";
import { systemClock } from "../../edge/clock.ts";
import { readLines, type SecretLine } from "../../edge/secretLines.ts";
import { words } from "../../edge/settings.ts";
import type { Source } from "../../edge/sources.ts";
import { createDoctor } from "../../gitlab/doctor.ts";
import type { HttpOptions } from "../../gitlab/http/http.ts";
import { projectsCheck } from "../../rules/projects.ts";
import type { Around } from "./around.ts";
import type { Found } from "./found.ts";
import type { Place } from "./place.ts";
import { secretProblem } from "./problems.ts";
import { tokenParameters } from "./wanted.ts";

/** A source's GitLab that can be examined, and how to let go of it. */
export type Patient = GitLabPatient & { close(): Promise<void> };

/** The GitLabs that tokens are known for. One without a token that is live is left out: its parameters tell why. */
export function patientsOf(place: Place, around: Around, { lives, parameters, address }: Found): readonly Patient[] {
  const rulesOf = (id: string) => rulesText(lives.find(([source]) => source === id)?.[1]);
  const beside = (id: string) => ({
    ...rulesOf(id),
    ...(address !== undefined && { address: `${address}gitlab/${id}` }),
  });
  if (place.kind === "deployed") {
    const { described, stage } = place;
    if (!described || stage === undefined) return [];
    return described.sources.flatMap((source) => {
      const one = deployedPatient(source, stage, parameters);
      return one ? [{ ...one, ...beside(source.id) }] : [];
    });
  }
  const running = place.kind === "local" ? place.running : undefined;
  if (running?.twin?.bot !== undefined) {
    const { source, secrets, twin } = running;
    const tokens = [{ names: allNames, token: twin.bot ?? "" }];
    const secret = async () => secrets[0];
    return [
      { ...patient({ source, url: twin.url, projects: ["**"], tokens }), newHook: { secret }, ...beside(source) },
    ];
  }
  const one = ownPatient(around, running?.source);
  // Its hooks lead here by a way that only its owner knows: a tunnel, a proxy.
  return one ? [{ ...one, ...rulesOf(one.source) }] : [];
}

const allNames: readonly TokenName[] = ["act", "clean", "read", "hooks"];

/** The GitLab that the environment names, which `npm start` would serve; where a setting is wrong it is not asked. */
function ownPatient({ env, problems }: Around, source = env.PENSTOCK_SOURCE || "gitlab"): Patient | undefined {
  const { PENSTOCK_GITLAB_URL: url, PENSTOCK_GITLAB_TOKEN: token, PENSTOCK_GITLAB_CA_FILE: caFile } = env;
  if (!url || !token || problems.some((problem) => /^PENSTOCK_(GITLAB|PROJECTS)/.test(problem))) return undefined;
  // What else rules want of it, a role that deletes among it, is told of each rule.
  const tokens = [{ names: ["act", "read"] as const, token }];
  return patient({
    source,
    url,
    projects: words(env.PENSTOCK_PROJECTS || "**"),
    tokens,
    ...(caFile && { caPem: readCaFile(caFile) }),
    ...(Number(env.PENSTOCK_REQUESTS_PER_MINUTE) > 0 && {
      requestsPerMinute: Number(env.PENSTOCK_REQUESTS_PER_MINUTE),
    }),
  });
}

function deployedPatient(source: Source, stage: string, parameters: Found["parameters"]): Patient | undefined {
  const live = (name: string) => liveLines(name, parameters);
  const named = [...tokenParameters(source, stage)].flatMap(([name, parameter]) => {
    const token = live(parameter).find(({ text }) => isToken(text))?.text;
    return token === undefined ? [] : [{ name, token }];
  });
  // One that serves for several names is asked once.
  const tokens = [...Map.groupBy(named, ({ token }) => token)].map(([token, all]) => ({
    token,
    names: all.map(({ name }) => name),
  }));
  if (tokens.length === 0) return undefined;
  const { id, url, projects, requestsPerMinute, ca } = source;
  return {
    ...patient({
      source: id,
      url,
      projects,
      tokens,
      ...(ca !== undefined && { caPem: ca }),
      ...(requestsPerMinute !== undefined && { requestsPerMinute }),
    }),
    newHook: {
      async secret(project) {
        const [secret] = source.webhookSecrets
          .filter((one) => projectsCheck(one.projects ?? ["**"])(project).answer === "yes")
          .flatMap(({ parameter }) => live(`/penstock/${stage}/webhook/${parameter}`))
          .filter(({ text }) => secretProblem("in it", text) === undefined);
        return secret?.text;
      },
    },
  };
}

function liveLines(name: string, parameters: Found["parameters"]): readonly SecretLine[] {
  const text = found(parameters.get(name) ?? "missing")?.value ?? "";
  const now = systemClock();
  return readLines(name, text).filter(
    ({ fault, notAfter }) => fault === undefined && (notAfter === undefined || notAfter >= now),
  );
}

function isToken(text: string): boolean {
  return /^[\x21-\x7e]+$/.test(text);
}

interface Named extends Pick<GitLabPatient, "source" | "url" | "projects" | "requestsPerMinute"> {
  readonly tokens: readonly { readonly names: readonly TokenName[]; readonly token: string }[];
  readonly caPem?: string;
}

function patient({ tokens, caPem, ...known }: Named): Patient {
  const way: Omit<HttpOptions, "token"> = {
    baseUrl: known.url,
    userAgent: "Penstock",
    clock: systemClock,
    ...(caPem !== undefined && { caPem }),
  };
  const opened = tokens.map(({ names, token }) => ({ names, looks: createDoctor({ ...way, token }) }));
  return {
    ...known,
    tokens: opened satisfies readonly PatientToken[],
    clock: systemClock,
    async close() {
      await Promise.all(opened.map(({ looks }) => looks.close()));
    },
  };
}

function rulesText(life: Life | undefined): { readonly rules?: string } {
  const text = life && found(life.rules)?.text;
  return text === undefined ? {} : { rules: text };
}
