import type { Diagnosis } from "../../../core/diagnosis.ts";
import type { SeenParameter } from "../../../core/inAws.ts";
import { found, isUnseen, type Seen } from "../../../core/seen.ts";
import type { Instant } from "../../../core/time.ts";
import { type Known, teller } from "../known.ts";

/** What `doctor` may say of the SSM parameters that `penstock.yaml` names. */
export const secretsKnown = {
  parameterFits: { area: "settings", level: "well", what: "A parameter holds what it must." },
  parameterUnseen: {
    area: "settings",
    level: "unknown",
    what: "A parameter could not be read with your own AWS rights.",
    cure: "allow the action that is named, and ask again",
  },
  parameterMissing: {
    area: "settings",
    level: "broken",
    what: "A parameter that `penstock.yaml` names is not there: who needs it can do nothing.",
    cure: "put it there: aws ssm put-parameter --type SecureString --name NAME --value …",
  },
  parameterEmpty: {
    area: "settings",
    level: "broken",
    what: "A parameter holds no value that is live: it is blank, or all in it has ended.",
    cure: "put the secret into it: aws ssm put-parameter --overwrite --type SecureString --name NAME --value …",
  },
  parameterPlaceholder: {
    area: "settings",
    level: "broken",
    what: "A parameter holds what a page shows in place of a secret.",
    cure: "put the real secret into it",
  },
  parameterPlain: {
    area: "settings",
    level: "warning",
    what: "A parameter is a plain String: whoever may list parameters can read the secret.",
    cure: "delete it and put it there again with --type SecureString; better put a new secret",
  },
  parameterMalformed: {
    area: "settings",
    level: "broken",
    what: "A parameter's value cannot be a token or a webhook secret: every delivery, or call, is refused.",
    cure: "copy the token or secret again, as a whole",
  },
  parameterEnded: {
    area: "settings",
    level: "warning",
    what: "A value in a parameter is not live any more: its `notAfter` is over.",
    cure: "take the line out of the parameter",
  },
  parameterShared: {
    area: "settings",
    level: "warning",
    what: "Several parameters hold one value: who steals one has all, and a function can do more than it needs.",
    cure: "make a token or secret of its own for each",
  },
} as const satisfies Readonly<Record<string, Known>>;

const tell = teller(secretsKnown);

/** What a parameter is for. */
export interface WantedParameter {
  /** All of it: `/penstock/prod/gitlab/act`. */
  readonly name: string;
  /** For people: `token act of gitlab`. */
  readonly about: string;
  readonly kind: "token" | "webhook" | "other";
}

/** A line of a parameter, which is a value. */
interface Line {
  readonly text: string;
  readonly notAfter?: Instant;
  /** What is wrong with the line, and its cure; never the value. */
  readonly fault?: string;
}

export interface SecretsPatient {
  readonly wanted: readonly WantedParameter[];
  readonly seen: ReadonlyMap<string, Seen<SeenParameter>>;
  readonly linesOf: (name: string, text: string) => readonly Line[];
  /** What is wrong with a webhook secret, without the value. */
  readonly webhookProblem: (value: string) => string | undefined;
  readonly now: Instant;
}

/** How the secrets in SSM are, as far as they tell without being tried. No text has a value in it. */
export function examineSecrets(patient: SecretsPatient): readonly Diagnosis[] {
  const owners = new Map<string, Set<string>>();
  const each = new Map(patient.wanted.map((one) => [one.name, one])).values();
  const diagnoses = [...each].flatMap((one) => {
    const parameter = patient.seen.get(one.name) ?? "missing";
    const lines = patient.linesOf(one.name, found(parameter)?.value ?? "");
    for (const { text } of lines) owners.set(text, (owners.get(text) ?? new Set()).add(one.name));
    return parameterDiagnoses(one, parameter, { lines, patient });
  });
  const shared = [...owners.values()].filter((names) => names.size > 1);
  const told = new Set(shared.map((names) => [...names].join(", ")));
  return [...diagnoses, ...[...told].map((names) => tell("parameterShared", names, "They hold one value."))];
}

interface Lines {
  readonly lines: readonly Line[];
  readonly patient: SecretsPatient;
}

function parameterDiagnoses(one: WantedParameter, parameter: Seen<SeenParameter>, given: Lines): readonly Diagnosis[] {
  const { name, about } = one;
  const place = `${about} (${name})`;
  if (isUnseen(parameter)) return [tell("parameterUnseen", place, `${parameter.unseen}.`, { cure: parameter.cure })];
  const there = found(parameter);
  const cure = (text: string) => ({ cure: text.replace("NAME", name) });
  if (!there) return [tell("parameterMissing", place, "It is not there.", cure(secretsKnown.parameterMissing.cure))];
  const { lines, patient } = given;
  const live = lines.filter(({ notAfter }) => notAfter === undefined || notAfter >= patient.now);
  const faults = [
    ...(there.type === "SecureString"
      ? []
      : [tell("parameterPlain", place, `It is a ${there.type}, not a SecureString.`)]),
    ...(live.length < lines.length ? [tell("parameterEnded", place, "A value in it has ended.")] : []),
    ...(live.length === 0
      ? [tell("parameterEmpty", place, "No value in it is live.", cure(secretsKnown.parameterEmpty.cure))]
      : live.flatMap((line) => lineFaults(place, line, { kind: one.kind, patient }))),
  ];
  if (faults.length > 0) return faults;
  return [tell("parameterFits", place, live.length === 1 ? "It holds one." : `It holds ${live.length}, all live.`)];
}

function lineFaults(
  place: string,
  { text, fault }: Line,
  { kind, patient }: Pick<WantedParameter, "kind"> & Pick<Lines, "patient">,
): readonly Diagnosis[] {
  if (isPlaceholder(text)) return [tell("parameterPlaceholder", place, "It holds a placeholder.")];
  const own =
    kind === "webhook" ? patient.webhookProblem(text) : kind === "token" && !isToken(text) ? noToken : undefined;
  const problem = fault ?? own;
  return problem === undefined ? [] : [tell("parameterMalformed", place, `${sentence(problem)}.`)];
}

function sentence(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

const noToken = "It holds white space or other characters that no token has";

function isToken(value: string): boolean {
  return /^[\x21-\x7e]+$/.test(value);
}

/** What people leave in place of a secret, `glpat-…` and `changeme` among it. */
function isPlaceholder(value: string): boolean {
  const core = value.replace(/^(gl[a-z]{2,5}-|whsec_|xox[bp]-)/, "");
  return (
    /^[.…x*_-]+$/i.test(core) ||
    /^<.*>$|^\$\{.*\}$/.test(value) ||
    /^(change[-_ ]?me|replace[-_ ]?me|todo|tbd|secret|token|password|your[-_ ].*|dummy|example|placeholder|test)$/i.test(
      core,
    )
  );
}
