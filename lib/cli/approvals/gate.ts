import type { Api } from "../api.ts";
import { Problem } from "../jobs/problem.ts";
import { safe } from "../render.ts";
import type { Speaker } from "../speaker.ts";
import { ApprovalList, type PendingAnswer } from "./answers.ts";

/** The gate of a job that waits for people, and who asks. */
export interface Found extends Pick<ApprovalList, "now" | "person"> {
  readonly gate: PendingAnswer;
}

/**
 * Finds the gate of a job by the job's number or web address.
 *
 * @param project its full path or number, where the number alone is not enough
 * @throws Problem where none waits, ApiError
 */
export async function findGate(
  text: string,
  { project, api, speaker }: { readonly project?: string; readonly api: Api; readonly speaker?: Speaker },
): Promise<Found> {
  const { job, address } = readJob(text);
  const query = { job, rejected: "true" };
  const answered = await api(["approvals"], ApprovalList, { query, ...(speaker && { headers: speaker.headers }) });
  const { approvals, now, person } = answered;
  const [gate, other] = approvals.filter((one) => isOf(one, project) && isAt(one, address));
  const [elsewhere] = approvals;
  if (other) throw new Problem(`job ${job} is in several projects: say which with --project`);
  if (gate) return { gate, now, ...(person && { person }) };
  if (elsewhere) throw new Problem(`the job ${job} that waits here is another one: ${placeText(elsewhere)}`);
  const where = project === undefined ? "" : ` of ${safe(project)}`;
  throw new Problem(
    `job ${job}${where} waits for nobody's yes: penstock approvals list shows what does, and penstock tasks list --job ${job} what became of it`,
  );
}

/** @throws Problem */
function readJob(text: string): { readonly job: string; readonly address?: URL } {
  if (/^[1-9]\d{0,15}$/.test(text)) return { job: text };
  const address = URL.parse(text);
  const [, job] = /\/jobs\/([1-9]\d{0,15})\/?$/.exec(address?.pathname ?? "") ?? [];
  if (address && job !== undefined && /^https?:$/.test(address.protocol)) return { job, address };
  throw new Problem(`${JSON.stringify(safe(text))} names no job: write its number, or its web address`);
}

function placeText({ project, path, url }: PendingAnswer): string {
  return url === undefined ? `that of ${safe(path ?? String(project))}` : safe(url);
}

function isOf({ project, path }: PendingAnswer, wanted: string | undefined): boolean {
  return wanted === undefined || wanted === String(project) || wanted.toLowerCase() === path?.toLowerCase();
}

/** An address of another GitLab, or of another project, means another job. */
function isAt({ url }: PendingAnswer, address: URL | undefined): boolean {
  const own = URL.parse(url ?? "");
  if (!address || !own) return true;
  const project = own.pathname.slice(0, own.pathname.indexOf("/-/") + 1).toLowerCase();
  return own.host === address.host && address.pathname.toLowerCase().startsWith(project);
}
