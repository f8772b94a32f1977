import * as z from "zod";
import * as plain from "../../../lib/cli/answers.ts";
import { ApprovalList, GateDecided } from "../../../lib/cli/approvals/answers.ts";
import { GateArmed, GateDisarmed, GateList, GateOverridden, GateShown } from "../../../lib/cli/gates/answers.ts";
import { HookList } from "../../../lib/cli/hooks/answers.ts";
import { KeepPage, OneKeep } from "../../../lib/cli/keeps/answers.ts";
import { OneOutage, OutageList } from "../../../lib/cli/outages/answers.ts";
import { PatrolShown } from "../../../lib/cli/patrol/answers.ts";
import { AppliedOrProposed, Proposal, Rejected, RolledBack, Versions } from "../../../lib/cli/rules/answers.ts";
import { Explained } from "../../../lib/cli/rules/explanation.ts";
import * as plans from "../../../lib/cli/sweep/planAnswers.ts";
import { TalliesAnswer } from "../../../lib/cli/sweep/report/answer.ts";
import { StandingList, Started } from "../../../lib/cli/sweep/standing.ts";
import { TokenList } from "../../../lib/cli/tokens/answers.ts";

/** What the API answers, by the names that the document gives it: what the commands read, so that both say the same. */
export const answers = {
  ActiveRules: plain.ActiveRules,
  Applied: plain.Applied,
  AppliedOrProposed,
  ApprovalList,
  Dismissed: plain.Dismissed,
  EntryPage: plain.EntryPage,
  Explained,
  GateArmed,
  GateDecided,
  GateDisarmed,
  GateList,
  GateOverridden,
  GateShown,
  HoldList: plain.HoldList,
  HoldStanding: plain.HoldStanding,
  HookList,
  ItemPage: plain.ItemPage,
  KeepPage,
  Moved: plain.Moved,
  OneHold: plain.OneHold,
  OneKeep,
  OneOutage,
  OnePlan: plans.OnePlan,
  OneTask: plain.OneTask,
  OutageList,
  PatrolShown,
  PlanList: plans.PlanList,
  PlanShown: z.union([plans.PlanShown, plans.ItemPage]),
  ProposalShown: z.object({ proposal: Proposal, rulebook: z.record(z.string(), z.unknown()) }),
  Rejected,
  RolledBack,
  SealList: plain.SealList,
  StandingList,
  Started,
  Switch: plain.Switch,
  Tallies: TalliesAnswer,
  TaskList: plain.TaskList,
  TaskPage: plain.TaskPage,
  TaskShown: plain.TaskShown,
  TokenList,
  Versions,
} as const satisfies Readonly<Record<string, z.ZodType>>;

export type AnswerName = keyof typeof answers;
