import type { CommandWord, Target } from "../../core/said.ts";

/** What may be given with a word after two dashes. */
export const optionNames = ["dry", "for", "reason"] as const;
export type OptionName = (typeof optionNames)[number];

/** How one word is said. */
export interface Form {
  /** As help shows it. */
  readonly form: string;
  readonly example: string;
  /** What it does; missing: the action of that name tells it. */
  readonly help?: string;
  /** What it may be about; none: it is about nothing. */
  readonly about: readonly Target["kind"][];
  /** It can be said without. */
  readonly isAboutOptional?: true;
  readonly options: readonly OptionName[];
  readonly takesValues?: true;
  /** What follows is the reason, in plain words. A job's name must be quoted then. */
  readonly restIsReason?: true;
}

const jobs = ["job", "pipeline", "name"] as const;
const address = "https://gitlab.example.com/shop/api/-/jobs/1001";

function ofJob(word: CommandWord, more: Partial<Form> = {}): Form {
  const example = `${word} ${address}`;
  return { form: `${word} JOB`, example, about: jobs, options: ["dry", "reason"], ...more };
}

/** Every word, how it is said, and what may be said with it. */
export const forms: Readonly<Record<CommandWord, Form>> = {
  retry: ofJob("retry", { form: "retry JOB [NAME=value …]", takesValues: true }),
  restart: ofJob("restart"),
  play: ofJob("play", {
    form: "play JOB [NAME=value …]",
    example: `play ${address} REGION=eu`,
    takesValues: true,
  }),
  keep: ofJob("keep"),
  cancel: ofJob("cancel"),
  arm: ofJob("arm", {
    help: "Play a job as soon as it can be played.",
    form: "arm JOB --for 8h [NAME=value …]",
    example: `arm ${address} --for 8h`,
    options: ["dry", "for", "reason"],
    takesValues: true,
  }),
  approve: ofJob("approve", {
    help: "Say yes to what waits at a gate.",
    form: "approve JOB [reason]",
    restIsReason: true,
  }),
  reject: ofJob("reject", {
    help: "Say no to what waits at a gate: it is closed.",
    form: "reject JOB reason",
    example: `reject ${address} the migration is missing`,
    restIsReason: true,
  }),
  why: ofJob("why", { help: "Tell what rules say to a job, and what it waits for.", options: [] }),
  status: {
    form: "status [PROJECT | JOB]",
    example: "status shop/api",
    help: "Tell what is going on, and what waits.",
    about: ["project", "job", "pipeline", "name"],
    isAboutOptional: true,
    options: [],
  },
  hold: {
    form: "hold JOB | PIPELINE | PROJECT reason",
    example: `hold ${address} evidence for the audit`,
    help: "Let nothing of it be deleted until somebody lifts the hold.",
    about: ["job", "pipeline", "project", "name"],
    options: ["dry", "reason"],
    restIsReason: true,
  },
  stop: {
    form: "stop PROJECT | everything reason",
    example: "stop shop/api the cluster is being moved",
    help: "Let Penstock do nothing there until somebody resumes it.",
    about: ["project", "everything"],
    options: ["dry", "reason"],
    restIsReason: true,
  },
  link: {
    form: "link",
    example: "link",
    help: "Tell Penstock who you are in GitLab.",
    about: [],
    options: [],
  },
  unlink: { form: "unlink", example: "unlink", help: "Let Penstock forget who you are.", about: [], options: [] },
  help: {
    form: "help [WORD]",
    example: "help play",
    help: "Tell what can be said; of one word, how.",
    about: [],
    options: [],
  },
};
