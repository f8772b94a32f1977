import type { Diagnosis, Remedy } from "../../../core/diagnosis.ts";
import { type Known, teller } from "../known.ts";

/** What `doctor` may say of settings and files. */
export const settingsKnown = {
  program: { area: "settings", level: "well", what: "Which Penstock looks, and on which Node." },
  nodeOld: {
    area: "settings",
    level: "broken",
    what: "Node is older than Penstock needs.",
    cure: "install the Node that package.json names under engines, or call npm run penstock, which brings its own",
  },
  settingsFit: { area: "settings", level: "well", what: "Every setting in the environment can be read." },
  settingWrong: {
    area: "settings",
    level: "broken",
    what: "A setting is malformed, unknown (a typo) or missing beside others; all of them are told together.",
    cure: "mend it where it is set, or unset it; lib/edge/settings.ts lists all settings",
  },
  startLacks: {
    area: "settings",
    level: "warning",
    what: "A GitLab is set for npm start, but not all that it needs: it would refuse to start.",
    cure: "set what lacks, or unset PENSTOCK_GITLAB_URL and PENSTOCK_GITLAB_TOKEN to start beside the twin",
  },
  runs: { area: "settings", level: "well", what: "A Penstock runs on this machine." },
  runsNot: {
    area: "settings",
    level: "unknown",
    what: "No Penstock runs here, and none is named: tables, tokens and hooks cannot be looked at.",
    cure: "start one with npm start, which brings a GitLab of its own; or name a deployment: set AWS_PROFILE (or other AWS credentials) and give --stage, or set PENSTOCK_API_URL",
  },
  runningGone: {
    area: "settings",
    level: "warning",
    what: "The file that says what runs here is left over from a run that was killed.",
    cure: "remove it, or start again with npm start",
    isMendable: true,
  },
  runningUnreadable: {
    area: "settings",
    level: "broken",
    what: "The file that says what runs here cannot be read, or is another version's.",
    cure: "stop what wrote it, remove it, and start again with npm start",
  },
  runningOpen: {
    area: "settings",
    level: "warning",
    what: "Others on this machine may read the file that holds the local run's tokens.",
    cure: "let only its owner read it (chmod 600)",
    isMendable: true,
  },
  deploymentFits: { area: "settings", level: "well", what: "`penstock.yaml` can be read." },
  deploymentMissing: {
    area: "settings",
    level: "unknown",
    what: "There is no `penstock.yaml`: what a deployment serves is not known.",
    cure: "call it in Penstock's own folder, or name the file with --file; without a deployment it is not needed",
  },
  deploymentWrong: {
    area: "settings",
    level: "broken",
    what: "`penstock.yaml` has a mistake; each is told with its line.",
    cure: "mend it there; npm run build says the same",
  },
  deploymentExample: {
    area: "settings",
    level: "unknown",
    what: "`penstock.yaml` still names the GitLab of the example.",
    cure: "set sources[].url to your GitLab's address, and projects to those that Penstock may touch",
  },
  gitlabUnset: {
    area: "settings",
    level: "unknown",
    what: "No GitLab is set, so none can be looked at.",
    cure: "set PENSTOCK_GITLAB_URL, then PENSTOCK_GITLAB_TOKEN (scope api, of a bot user), then PENSTOCK_WEBHOOK_SECRETS; or fill penstock.yaml",
  },
} as const satisfies Readonly<Record<string, Known>>;

const tell = teller(settingsKnown);

/** What was found in the environment and in this folder. */
export interface SettingsPatient {
  readonly program: { readonly version: string; readonly node: string; readonly wants: string };
  /** What is wrong with the environment, each as a sentence that begins with the setting's name. */
  readonly problems: readonly string[];
  /** What `npm start` would ask for beside what is set. */
  readonly startLacks: readonly string[];
  readonly running: {
    readonly file: string;
    readonly state: "none" | "runs" | "gone" | "unreadable";
    readonly isOpen: boolean;
    readonly remove: Remedy;
    readonly close: Remedy;
  };
  readonly deployment: {
    readonly file: string;
    readonly state: "none" | "fits" | "example" | { readonly problems: readonly string[] };
  };
  /** Whether there is a GitLab to be looked at, and whether a deployment was named. */
  readonly hasGitLab: boolean;
  readonly isDeployed: boolean;
}

/** How settings and files are, and what to set next. */
export function examineSettings(patient: SettingsPatient): readonly Diagnosis[] {
  const { program, problems, startLacks } = patient;
  const { version, node, wants } = program;
  return [
    isOlder(node, wants)
      ? tell("nodeOld", `Node ${node}`, `Penstock ${version} needs Node ${wants} or newer.`)
      : tell("program", `Penstock ${version}`, `It looks with Node ${node}.`),
    ...(problems.length === 0 ? [tell("settingsFit", "the environment", "Every setting can be read.")] : []),
    ...problems.map((problem) => tell("settingWrong", "the environment", `${problem}.`)),
    ...startLacks.map((problem) => tell("startLacks", "npm start", `It would refuse: ${problem}.`)),
    ...runningDiagnoses(patient),
    ...deploymentDiagnoses(patient),
    ...(patient.hasGitLab ? [] : [tell("gitlabUnset", "GitLab", "No GitLab is set that could be looked at.")]),
  ];
}

function isOlder(version: string, than: string): boolean {
  const [one, other] = [version, than].map((text) => text.split(".").map(Number));
  for (let at = 0; at < 3; at++) {
    const [mine, wanted] = [one?.[at] ?? 0, other?.[at] ?? 0];
    if (mine !== wanted) return mine < wanted;
  }
  return false;
}

function runningDiagnoses({ running, isDeployed }: SettingsPatient): readonly Diagnosis[] {
  const { file, state, isOpen, remove, close } = running;
  const about = "the local run";
  const open = isOpen ? [tell("runningOpen", file, "Others may read its tokens.", { remedy: close })] : [];
  if (state === "gone")
    return [tell("runningGone", file, "It names a process that has ended.", { remedy: remove }), ...open];
  if (state === "unreadable") return [tell("runningUnreadable", file, "It cannot be read."), ...open];
  if (state === "runs") return [tell("runs", about, `${file} tells of it.`), ...open];
  return isDeployed ? [] : [tell("runsNot", about, `No Penstock runs here (there is no ${file}).`)];
}

function deploymentDiagnoses({ deployment, isDeployed }: SettingsPatient): readonly Diagnosis[] {
  const { file, state } = deployment;
  if (typeof state === "object") return state.problems.map((problem) => tell("deploymentWrong", file, `${problem}.`));
  if (state === "fits") return [tell("deploymentFits", file, "It can be read.")];
  if (state === "example" && isDeployed)
    return [tell("deploymentExample", file, "It still names https://gitlab.example.com.")];
  if (state === "none" && isDeployed) return [tell("deploymentMissing", file, "It is not there.")];
  return [];
}
