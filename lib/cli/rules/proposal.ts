import * as z from "zod";
import type { Rulebook } from "../../rules/rulebook.ts";
import type { Api } from "../api.ts";
import { Problem } from "../jobs/problem.ts";
import { Proposal } from "./answers.ts";
import { WholeRules } from "./book.ts";

const Shown = z.object({ proposal: Proposal, rulebook: WholeRules });

/**
 * The rules that wait for a second person.
 *
 * @param named its number or the beginning of its hash; missing: whichever waits
 * @throws ApiError, Problem where it is another one
 */
export async function waitingProposal(
  api: Api,
  named: string | undefined,
): Promise<{ readonly proposal: Proposal; readonly rulebook: Rulebook }> {
  const shown = await api(["rulebook", "proposal"], Shown);
  const { number, hash } = shown.proposal;
  const isMeant = named === undefined || named === String(number) || (named.length >= 7 && hash.startsWith(named));
  if (isMeant) return shown;
  throw new Problem(`proposal ${number} (${hash.slice(0, 12)}) waits, not ${named}: nothing was changed`);
}
