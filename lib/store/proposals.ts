import type { RulesEntry } from "../core/journal.ts";
import type { StoredProposal } from "../core/ports.ts";
import type { Action } from "./actions.ts";
import type { Desk } from "./commit.ts";
import { endedItem, proposalItem, proposalKey, proposalOf } from "./proposalItem.ts";
import { changed, readItem, whileIs } from "./rulesTable.ts";
import type { ReadDesk } from "./tasks.ts";

/** `Store.proposal`. */
export async function proposal(desk: ReadDesk, source: string) {
  return proposalOf(source, await readItem(desk, { source, version: proposalKey }), desk.onCorrupt);
}

/** A proposal to be put, and the entry that tells of it. */
export interface Proposing {
  readonly source: string;
  readonly proposal: Omit<StoredProposal, "hash">;
  readonly journal: RulesEntry;
}

/** There is none, or one that has lost its number, which must not keep all others away. */
const ifUnnumbered = {
  ConditionExpression: "attribute_not_exists(#number)",
  ExpressionAttributeNames: { "#number": "number" },
};

/** `Store.propose`. */
export async function propose(desk: Desk, { source, proposal, journal }: Proposing): Promise<boolean> {
  const before = proposal.number - 1;
  const condition = before === 0 ? ifUnnumbered : whileIs("number", before);
  const Put = { TableName: `${desk.prefix}rules`, Item: proposalItem(source, proposal), ...condition };
  return changed(desk, [{ Put }], journal);
}

/** `Store.dropProposal`. */
export async function dropProposal(
  desk: Desk,
  { source, number, journal }: { source: string; number: number; journal: RulesEntry },
): Promise<boolean> {
  return changed(desk, [proposalEnd(desk, source, number)], journal);
}

/** Ends the proposal with a number, if it still waits. */
export function proposalEnd({ prefix }: Pick<Desk, "prefix">, source: string, number: number): Action {
  return {
    Put: {
      TableName: `${prefix}rules`,
      Item: endedItem(source, number),
      ConditionExpression: "#number = :number AND attribute_not_exists(#ended)",
      ExpressionAttributeNames: { "#number": "number", "#ended": "ended" },
      ExpressionAttributeValues: { ":number": number },
    },
  };
}
