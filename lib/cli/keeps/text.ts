import { styleText } from "node:util";
import { type Instant, instantText } from "../../core/time.ts";
import { sizeText } from "../../rules/size.ts";
import { counted } from "../count.ts";
import { safe } from "../render.ts";
import { tableLines } from "../rules/table.ts";
import type { KeepAnswer } from "./answers.ts";

/** Keeps as a table, and under it how many there are and how much they hold. */
export function keepLines(keeps: readonly KeepAnswer[]): string[] {
  const heads = ["what", "project", "job", "ref", "size", "since", "rules", "why"];
  const lines = tableLines(
    heads,
    keeps.map((keep) => [
      ...placeCells(keep),
      keep.sizeBytes === undefined ? "" : sizeText(keep.sizeBytes),
      momentText(keep.since),
      safe(keep.rules.join(" ")),
      keep.proposal
        ? `${safe(keep.why)} ${styleText("yellow", `(proposal: ${safe(keep.proposal.reason)})`)}`
        : safe(keep.why),
    ]),
  );
  return [...lines, styleText("gray", totalText(keeps))];
}

/** Proposals as a table: what is gone, and since when that is known. */
export function proposalLines(keeps: readonly KeepAnswer[]): string[] {
  const heads = ["what", "project", "job", "ref", "size", "gone since", "reason", "why it was kept"];
  const rows = keeps.map((keep) => [
    ...placeCells(keep),
    keep.sizeBytes === undefined ? "" : sizeText(keep.sizeBytes),
    momentText(keep.proposal?.since),
    styleText("yellow", safe(keep.proposal?.reason ?? "")),
    safe(keep.why),
  ]);
  return [...tableLines(heads, rows), styleText("gray", totalText(keeps))];
}

/** A keep in a few words: `job:1001 "build" of v1.2 in shop/api, 1 MB`. */
export function keepText(keep: KeepAnswer): string {
  const { on, name, ref, sizeBytes } = keep;
  const job = name === undefined ? "" : ` ${JSON.stringify(safe(name))}`;
  const of = ref === undefined ? "" : ` of ${safe(ref)}`;
  const size = sizeBytes === undefined ? "" : `, ${sizeText(sizeBytes)}`;
  return `${safe(on)}${job}${of} in ${projectText(keep)}${size}`;
}

function placeCells(keep: KeepAnswer): string[] {
  const ref = keep.release === undefined ? keep.ref : `release ${keep.release}`;
  return [safe(keep.on), projectText(keep), safe(keep.name ?? ""), safe(ref ?? "")];
}

function projectText({ project, path }: KeepAnswer): string {
  return path === undefined ? String(project) : `${safe(path)} (${project})`;
}

function momentText(at: Instant | undefined): string {
  return at === undefined ? "" : instantText(at);
}

function totalText(keeps: readonly KeepAnswer[]): string {
  const bytes = keeps.reduce((all, { sizeBytes = 0 }) => all + sizeBytes, 0);
  const proposals = keeps.filter(({ state }) => state === "proposed").length;
  const open = proposals === 0 ? "" : `, ${counted(proposals, "proposal")}`;
  return `${counted(keeps.length, "keep")}${open}, ${sizeText(bytes)} when they were kept`;
}
