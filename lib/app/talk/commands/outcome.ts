import type { CommandEvent, Facts } from "../../../core/event.ts";
import type { Line, Span } from "../../../core/message.ts";
import type { CommandWord } from "../../../core/said.ts";
import type { ActiveRules } from "../../activeRules.ts";
import { type CommandAsked, exampleRule, saysText, whysNone } from "../../askCommand.ts";
import type { Answer, Commanded, TalkDesk } from "../desk.ts";
import type { Foreseen } from "./foresee.ts";
import { jobSpan, no } from "./shown.ts";

/** What makes a job do something at once. */
export type Effect = Extract<CommandWord, "retry" | "restart" | "play" | "keep" | "cancel">;

/** A command whose job was found, and the event that rules are asked with. */
export interface Meant {
  readonly commanded: Commanded;
  readonly verb: Effect;
  readonly event: CommandEvent;
  readonly active: ActiveRules;
  readonly facts: Facts;
}

const mostTold = 5;

/** GitLab itself would refuse them. */
export function notYours(meant: Meant, why: string): Answer {
  return no([`You may not ${meant.verb} `, jobOf(meant), `: ${why}.`]);
}

/** No rule that acts lets it be done: which rule would, and what those say that were asked. */
export function unheard(meant: Meant, asked: CommandAsked, { actions }: Pick<TalkDesk, "actions">): Answer {
  const { verb, facts } = meant;
  const { status } = facts.job;
  const action = actions.find(({ name }) => name === verb);
  const job = jobOf(meant);
  if (action && asked.reporting.length === 0 && !action.startsFrom.includes(status))
    return no([
      `Nothing to ${verb}: `,
      job,
      ` is ${status}, and ${verb} takes one that is ${action.startsFrom.join(" or ")}.`,
    ]);
  const whys = whysNone(asked);
  const example: Line = ["Such a rule would: ", { code: exampleRule(facts, verb, action) }];
  if (whys.length === 0) return no([`Nobody can ${verb} `, job, `: no rule hears the command ${verb}.`], [example]);
  const lines = whys.map((why): Line => [why]);
  const isReport = asked.reporting.length > 0;
  return no(
    [`Nothing is done to `, job, isReport ? ": rules that say yes only report." : `: no rule lets you ${verb} it.`],
    [...lines, ...(isReport ? [] : [example])],
  );
}

/** A rule lets it be done, and a worker would do nothing all the same. */
export function hopeless(meant: Meant, foreseen: readonly Foreseen[]): Answer {
  const whys = [...new Set(foreseen.flatMap(({ no: why }) => why ?? []))];
  return no([`Nothing is done to `, jobOf(meant), ": ", whys.join("; "), "."]);
}

/** What is planned, by which rules, and what it waits for. */
export function planned(meant: Meant, foreseen: readonly Foreseen[]): Answer {
  const waits = foreseen.some((one) => one.waits !== undefined);
  const what = [...new Set(foreseen.map(({ action }) => action.name))].join(" and ");
  const title: Line = [{ strong: what }, " of ", jobOf(meant), waits ? " is planned, and waits." : " is planned."];
  const awaits = foreseen.flatMap(({ task }) => task ?? []);
  return {
    message: { tone: waits ? "wait" : "ok", title, lines: [askedBy(meant), ...foreseen.flatMap(linesOf)] },
    awaits,
    isPublic: true,
  };
}

/** The same as would be planned, with what each rule says. */
export function dry(meant: Meant, asked: CommandAsked, foreseen: readonly Foreseen[]): Answer {
  const hopeful = foreseen.filter((one) => one.no === undefined);
  const title: Line =
    hopeful.length === 0
      ? [`Nothing would be done to `, jobOf(meant), "."]
      : [
          { strong: hopeful.map(({ action }) => action.name).join(" and ") },
          " of ",
          jobOf(meant),
          " would be planned.",
        ];
  const says = [...asked.yes, ...asked.reporting].map((one): Line => [saysText(one)]).slice(0, mostTold);
  const others = whysNone(asked).map((why): Line => [why]);
  const lines = [...foreseen.flatMap(linesOf), ...says, ...others].slice(0, 2 * mostTold + 2);
  return { message: { tone: hopeful.length === 0 ? "no" : "ok", title, lines: [...lines, ["Nothing was planned."]] } };
}

function askedBy({ commanded: { person } }: Meant): Line {
  return [`asked for by @${person.username}`];
}

function linesOf({ rules, gives, waits, no: why }: Foreseen): readonly Line[] {
  const by: Line = [
    "by ",
    ...rules.flatMap((rule, at): Span[] => (at === 0 ? [{ code: rule }] : [", ", { code: rule }])),
  ];
  return [
    by,
    ...(gives.length === 0 ? [] : [[`it is given ${gives.join(", ")}`]]),
    ...(waits === undefined ? [] : [[`it waits: ${waits}`]]),
    ...(why === undefined ? [] : [[`nothing would come of it: ${why}`]]),
  ];
}

function jobOf({ commanded: { source }, facts }: Meant): Span {
  return jobSpan(source, facts.project.path, facts.job);
}
