import type { Ablation } from "./ablation.ts";

/** What the child found: seeds until the first that broke an expected promise, or all of them. */
export interface Found {
  readonly seeds: number;
  readonly failed?: { readonly seed: number; readonly promise: string; readonly what: string };
  /** How often each promise broke in those seeds, the expected ones or not. */
  readonly others: Readonly<Record<string, number>>;
  /** Mean virtual time in which what was open at the end of the faults was settled. */
  readonly settleMillis: number;
}

/** One line of the table. */
export interface Row {
  readonly ablation: Ablation;
  /** Without the guard. */
  readonly found: Found;
  /** The same seed with the whole code, or the first hundred. */
  readonly control: Found;
  readonly seconds: number;
  /** Why it could not be tried. */
  readonly trouble?: string;
}

/** Whether it was seen that the guard is missing, and only then. */
export function isMissed({ ablation, found, control, trouble }: Row): boolean {
  if (control.failed || trouble !== undefined) return false;
  return ablation.onlySlows ? !found.failed : found.failed !== undefined;
}

export function headOf(): string {
  return "| guard taken out | seeds until it failed | broken | what happened first |\n|---|---|---|---|";
}

/** The row as a line of Markdown. */
export function lineOf(row: Row): string {
  const { ablation, found, control } = row;
  const { failed } = found;
  const cells = [
    `${ablation.name}: ${ablation.says}`,
    failed ? (ablation.scene ? "every order of steps" : String(failed.seed)) : `none of ${found.seeds}`,
    control.failed
      ? `the whole code too: ${control.failed.promise}`
      : (failed?.promise ?? (ablation.onlySlows ? "only slower" : "nothing")),
    row.trouble ?? failed?.what ?? (ablation.onlySlows ? slower(row) : ""),
  ];
  return `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;
}

function slower({ found, control }: Row): string {
  const seconds = (millis: number) => `${(millis / 1_000).toFixed(1)} s`;
  return `what was open is settled after ${seconds(found.settleMillis)} on average, with the guard after ${seconds(control.settleMillis)}`;
}
