import type { CommandWord } from "../../../lib/core/said.ts";
import type { JobKind } from "./everywhereJobs.ts";
import { type Name, secretRegion } from "./everywhereWorld.ts";

/** What becomes of one word. A job is told as `it`, whatever its number and name; CHAT is where it was said. */
export interface Row {
  readonly says: string;
  readonly word: CommandWord;
  /** What `JOB` is the address of. */
  readonly on?: JobKind;
  /** What others have said before. */
  readonly before?: readonly (readonly [Name, string])[];
  readonly may: Name;
  /** Exactly that, each once, and nothing else. What happens everybody is told; where nothing does, only who asked. */
  readonly happens: readonly string[];
  /** Exactly so many answers, in that order. */
  readonly told: readonly RegExp[];
  /** What a try with `--dry` is told; missing: there is none. */
  readonly dry?: RegExp;
  /** Who may not, and what they are told; missing: everybody may who is anybody. */
  readonly mayNot?: readonly [Name, RegExp];
  /** Once the job that it waits for has ended. */
  readonly later?: Pick<Row, "happens" | "told">;
  /** Where it is not the same everywhere. */
  readonly only?: "chats" | "comments";
}

const done = (what: string) => new RegExp(`${what} of it in shop/web: done`);
const noDeveloper = (what: string): Pick<Row, "may" | "mayNot"> => ({
  may: "erin",
  mayNot: ["rita", new RegExp(`You may not ${what} it: @rita is no Developer of the project\\.$`)],
});

/** What a developer has done to a job, which is planned first. */
function planned(word: CommandWord, { ends = word, gives = "" } = {}): Omit<Row, "says" | "on" | "happens"> {
  const title = `${word} of it is planned\\.\\nasked for by @erin\\nby ${word}@1${gives}$`;
  const dry = new RegExp(`${word} of it would be planned\\.[\\s\\S]*\\nNothing was planned\\.$`);
  return { word, told: [new RegExp(title), done(ends)], dry, ...noDeveloper(word) };
}

export const table: readonly Row[] = [
  { says: "retry JOB", on: "failed", happens: ["retry it"], ...planned("retry") },
  { says: "restart JOB", on: "running", happens: ["cancel it", "retry it"], ...planned("restart", { ends: "retry" }) },
  {
    says: `play JOB REGION=${secretRegion}`,
    on: "manual",
    happens: [`play it with REGION=${secretRegion}`],
    ...planned("play", { gives: "\nit is given REGION" }),
  },
  { says: "keep JOB", on: "expiring", happens: ["keep it"], ...planned("keep") },
  { says: "cancel JOB", on: "running", happens: ["cancel it"], ...planned("cancel") },
  {
    says: `arm JOB --for 8h REGION=${secretRegion}`,
    word: "arm",
    on: "early",
    may: "bob",
    happens: ["@bob armed it in CHAT for 8h"],
    told: [/@bob armed it until 2026-11-20T\S+\.\nIt is played as soon as it can be\.\nit is given REGION$/],
    later: { happens: [`play it with REGION=${secretRegion}`], told: [done("play")] },
    dry: /it would be armed until [\s\S]*\nNothing was armed\.$/,
    mayNot: ["erin", /it: .*arm@1 says no, when\.by\.role/],
  },
  {
    says: "approve JOB",
    word: "approve",
    on: "gate",
    may: "bob",
    happens: ["@bob approved it in CHAT"],
    told: [/@bob approved it\.\n[\s\S]*has 1 of 2 approvals: @bob\n[\s\S]*1 more must say yes\.$/],
    dry: /At the gate of it:\n[\s\S]*\nNothing was said\.$/,
    mayNot: ["erin", /it: @erin .*is none of those whom the rule asks/],
  },
  {
    says: "approve JOB looks good",
    word: "approve",
    on: "gate",
    before: [["bob", "approve JOB"]],
    may: "carol",
    happens: ["play it", "@carol approved it in CHAT"],
    told: [/@carol approved it\.\n[\s\S]*Nobody more need say yes\.$/, done("play")],
    mayNot: ["alice", /it: .*nobody approves their own/],
  },
  {
    says: "reject JOB the migration is missing",
    word: "reject",
    on: "gate",
    may: "bob",
    happens: ["the gate of it is closed: rejected by @bob: the migration is missing"],
    told: [/@bob rejected it\.\n[\s\S]*the migration is missing$/],
    dry: /At the gate of it:\n[\s\S]*\nNothing was said\.$/,
    mayNot: ["erin", /it: @erin .*is none of those whom the rule asks/],
  },
  {
    says: "why JOB",
    word: "why",
    on: "gate",
    may: "rita",
    happens: [],
    told: [/it is manual\.\n[\s\S]*promote@1 has 0 of 2 approvals\n[\s\S]*2 more must say yes/],
  },
  {
    says: "status JOB",
    word: "status",
    on: "failed",
    may: "rita",
    happens: [],
    told: [/it is failed\.\nNothing is planned for it, and nothing was done\.$/],
  },
  {
    says: "status",
    word: "status",
    may: "rita",
    happens: [],
    told: [/You are @rita in GitLab \(user \d+\)\.\nNothing is stopped\./],
  },
  {
    says: "hold JOB evidence for the audit",
    word: "hold",
    on: "expiring",
    happens: ["it is held by @erin: evidence for the audit"],
    told: [/it is held: nothing of it is deleted\.\nby @erin \(.*\): evidence for the audit\n/],
    dry: /it would be held\.\nNothing was held\.$/,
    ...noDeveloper("hold"),
  },
  {
    says: "stop shop/still the cluster is being moved",
    word: "stop",
    may: "bob",
    happens: ["PROJECT is stopped"],
    told: [/shop\/still is stopped\.\nIn force from [\s\S]*penstock resume project:\d+ /],
    dry: /shop\/still would be stopped\.\nNothing was stopped\.$/,
    mayNot: ["erin", /You may not stop shop\/still: only its Maintainers may\.$/],
    only: "chats",
  },
  {
    says: "stop shop/still the cluster is being moved",
    word: "stop",
    may: "bob",
    happens: [],
    told: [/In comments I speak of their own project only: ask there, or in a chat\.$/],
    only: "comments",
  },
  {
    says: "stop shop/web the cluster is being moved",
    word: "stop",
    may: "bob",
    happens: ["PROJECT is stopped"],
    told: [/shop\/web[\s\S]* is stopped\.\nIn force from [\s\S]*penstock resume project:\d+ /],
    dry: /shop\/web[\s\S]* would be stopped\.\nNothing was stopped\.$/,
    mayNot: ["erin", /You may not stop shop\/web[\s\S]*: only its Maintainers may\.$/],
    only: "comments",
  },
  {
    says: "stop everything it burns",
    word: "stop",
    may: "carol",
    happens: ["everything is stopped"],
    told: [/Everything is stopped\.\nIn force from [\s\S]*penstock resume everything /],
    dry: /Everything would be stopped\.\nNothing was stopped\.$/,
    mayNot: ["bob", /Only the operators that the settings name stop everything\.$/],
  },
  {
    says: "help",
    word: "help",
    may: "sam",
    happens: [],
    told: [/What you can say\nretry JOB[\s\S]*\nstop PROJECT \| everything reason: /],
  },
  {
    says: "help play",
    word: "help",
    may: "zoe",
    happens: [],
    told: [/play JOB \[NAME=value …\]\n[\s\S]*Like this: play https:[\s\S]*on: \{ command: play \}/],
  },
  {
    says: "link",
    word: "link",
    only: "chats",
    may: "zoe",
    happens: [],
    told: [/Open this page within \d+ minutes and sign in to GitLab: it shows a code to say here\./],
  },
  {
    says: "link",
    word: "link",
    only: "comments",
    may: "sam",
    happens: [],
    told: [/Nobody needs to link here: a comment is by the user who wrote it\.$/],
  },
  {
    says: "unlink",
    word: "unlink",
    only: "comments",
    may: "rita",
    happens: [],
    told: [/Nobody needs to link here: a comment is by the user who wrote it\.$/],
  },
];
