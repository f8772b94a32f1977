import type { Gate } from "../../core/gate.ts";
import type { Line, Message, Span } from "../../core/message.ts";
import { instantText } from "../../core/time.ts";
import type { SomePeople } from "../../rules/approvals.ts";
import type { Pending } from "../gates/pending.ts";
import { missingOf, type Quorum } from "../gates/quorum.ts";
import type { TalkSource } from "./desk.ts";
import { jobLink } from "./jobLink.ts";

type Url = Pick<TalkSource, "url">;

/** A gate that waits for people, as a message without its buttons: what would be played, who is asked, who has said yes. */
export function requestMessage({ gate, quorums }: Pending, source: Url): Message {
  const { gives, expiresAt, parkedUntil, armed } = gate;
  const missing = quorums.reduce((most, quorum) => Math.max(most, missingOf(quorum)), 0);
  return {
    tone: "wait",
    title: [
      missing === 0 ? "Enough have said yes: " : `${missing} more must say yes: `,
      gateSpan(gate, source),
      ...inProject(gate),
    ],
    lines: [
      whereLine(gate),
      ...quorums.map(needsLine),
      ...yesLines(gate, quorums),
      ...(gives.length === 0 ? [] : [["It is given ", ...listed(gives), ", whose values are not told here"]]),
      ...(armed ? [[`It was armed by ${armed.username} until ${instantText(armed.until)}`]] : []),
      ...(parkedUntil === undefined ? [] : [[`Its calendar opens at ${instantText(parkedUntil)}`]]),
      ...(expiresAt === undefined ? [] : [[`It is given up at ${instantText(expiresAt)}`]]),
    ],
  };
}

/** The gate's job, to be followed. */
export function gateSpan({ job, name, path }: Gate, source: Url): Span {
  return jobLink(source, { id: job, name, path });
}

function inProject({ path, project }: Gate): Line {
  return path === undefined ? [` in project ${project}`] : [" in ", { code: path }];
}

const shaLength = 12;

/** What would be played where; of what is not known nothing is said. */
function whereLine({ ref, sha, environment }: Gate): Line {
  const parts: Line[] = [
    ...(ref === undefined ? [] : [["ref ", { code: ref }]]),
    ...(sha === undefined ? [] : [["commit ", { code: sha.slice(0, shaLength) }]]),
    ...(environment === undefined ? [] : [["environment ", { strong: environment }]]),
  ];
  return parts.length === 0
    ? ["Nothing is known of its commit"]
    : parts.flatMap((part, at) => [...(at > 0 ? [", "] : []), ...part]);
}

function needsLine({ rule, count, needs }: Quorum): Line {
  const { from, notAuthor, within } = needs;
  const conditions = [
    ...(notAuthor === false ? [] : ["not who wrote it or began its pipeline"]),
    ...(within === undefined ? [] : [`a yes counts for ${within}`]),
  ];
  return [
    { code: rule },
    ` asks ${count} of ${peopleText(from)}${conditions.length === 0 ? "" : ` (${conditions.join("; ")})`}`,
  ];
}

/** Whose yes counts, in words. */
function peopleText(from: readonly SomePeople[] | undefined): string {
  if (!from) return "those who may play it";
  return from
    .map(({ role, user = [], group = [] }) =>
      [
        ...(role === undefined ? [] : [`at least ${role}`]),
        ...(user.length === 0 ? [] : [user.join(" or ")]),
        ...(group.length === 0 ? [] : [`members of ${group.join(" or ")}`]),
      ].join(" and "),
    )
    .join(", or ");
}

/** Who has said yes, and whose yes says nothing any more. */
function yesLines({ approvals }: Pick<Gate, "approvals">, quorums: readonly Quorum[]): Line[] {
  const counted = new Set(quorums.flatMap(({ given }) => given.map(({ userId }) => userId)));
  return approvals.map(({ userId, username, at, reason }) => {
    const said: Line = [{ strong: username }, ` said yes at ${instantText(at)}`];
    if (counted.has(userId)) return reason === undefined ? said : [...said, ": ", reason];
    const why = quorums.flatMap((quorum) => quorum.void.filter(({ approval }) => approval.userId === userId));
    return [...said, `, which says nothing any more: ${why[0]?.why ?? "nobody asks for it"}`];
  });
}

function listed(names: readonly string[]): Line {
  return names.flatMap((name, at): Span[] => [...(at > 0 ? [", "] : []), { code: name }]);
}

const mostListed = 30;

/** Many gates at once: what waits, without buttons. */
export function listMessage(pending: readonly Pending[], source: Url): Message {
  return {
    tone: "wait",
    title: [`${pending.length} more wait for people's yes`],
    lines: [
      ...pending.slice(0, mostListed).map(({ gate }): Line => [gateSpan(gate, source), ...inProject(gate)]),
      ...(pending.length > mostListed ? [[`… and ${pending.length - mostListed} more`]] : []),
      ["Say ", { code: "approve" }, " and a job's address, or ", { code: "penstock approvals" }, " to see all"],
    ],
  };
}
