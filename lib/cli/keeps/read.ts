import type { KeepState } from "../../core/keep.ts";
import type { Api } from "../api.ts";
import { type KeepAnswer, KeepPage } from "./answers.ts";

interface Asked {
  readonly project?: number;
  readonly state?: KeepState;
}

/** Everything that is kept, in one project or in all, page by page. */
export async function readKeeps(api: Api, asked: Asked): Promise<readonly KeepAnswer[]> {
  const keeps: KeepAnswer[] = [];
  let after: string | undefined;
  do {
    const page = await api(["keeps"], KeepPage, { query: { ...asked, ...(after !== undefined && { after }) } });
    keeps.push(...page.keeps);
    after = page.next;
  } while (after !== undefined);
  return keeps;
}
