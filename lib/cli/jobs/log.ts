import { Command } from "commander";
import type { Downloaded, Sink } from "../../gitlab/http/sink.ts";
import { note, say, write } from "../print.ts";
import { absentText } from "./absent.ts";
import { readTarget, type Target } from "./address.ts";
import { type Client, withClient } from "./client.ts";
import { followLog } from "./follow.ts";
import { jsonText } from "./json.ts";
import { createLastLines, createLogView, emptyText, noSectionText, sectionJson, sectionLines } from "./logview.ts";
import { type LogOptions, type LogWish, readLogWish } from "./logwish.ts";
import { Problem } from "./problem.ts";
import { oneJob } from "./verbs.ts";

/** `penstock jobs log` */
export function logCommand(): Command {
  return new Command("log")
    .description("what a job printed, readable and harmless to a terminal")
    .argument(...oneJob)
    .option("--project <id|path>", "whose job it is, where it is named by its id")
    .option("--section <name>", "only that section")
    .option("--sections", "the sections and how long they took, instead")
    .option("--tail <lines>", "only the last lines")
    .option("--bytes <a-b>", "only those bytes: 0-499, 500- or -500")
    .option("--raw", "the bytes as they are, markers and colours too")
    .option("-f, --follow", "go on until the job has ended")
    .option("--json", "with --sections: one JSON array")
    .action(async (text: string, options: LogOptions) => {
      await withClient(async (client) => {
        const target = readTarget(text, options.project, client.baseUrl);
        if ("problem" in target) throw new Problem(target.problem);
        const wish = readLogWish(options);
        if ("problem" in wish) throw new Problem(wish.problem);
        const bytes = await show(client, target, wish);
        if (bytes === undefined) throw new Problem(absentText(target));
        if (bytes === 0) await tellEmpty(client, target, wish);
      });
    });
}

/** @returns the bytes that came; `undefined`: there is no such job */
async function show(client: Client, target: Target, wish: LogWish): Promise<number | undefined> {
  switch (wish.kind) {
    case "follow":
      return await followShown(client, target);
    case "tail":
      return await showTail(client, target, wish.lines);
    case "sections":
      return await showSections(client, target, wish.json);
    case "section":
      return await showSection(client, target, wish);
    case "raw":
      return (await fetchPart(client, target, wish, { write }))?.bytes;
    case "lines": {
      const view = createLogView(write);
      const came = await fetchPart(client, target, wish, view.sink);
      await view.end();
      return came?.bytes;
    }
    default:
      return wish satisfies never;
  }
}

function fetchPart(
  { api }: Client,
  target: Target,
  { part }: LogWish & { kind: "raw" | "lines" },
  sink: Sink,
): Promise<Downloaded | undefined> {
  if (part === undefined) return api.logs.whole(target.project, target.jobId, sink);
  return "lastBytes" in part ? api.logs.tail(target, part.lastBytes, sink) : api.logs.part(target, part, sink);
}

async function followShown(client: Client, target: Target): Promise<number | undefined> {
  const view = createLogView(write);
  const bytes = await followLog(client, target, view);
  await view.end();
  return bytes;
}

const usualLineBytes = 256;

/** Asks for about as many bytes as the lines may have, and for more where they are longer. */
async function showTail({ api }: Client, target: Target, most: number): Promise<number | undefined> {
  for (let bytes = Math.max(65_536, most * usualLineBytes); ; bytes *= 8) {
    const last = createLastLines(most + 1);
    const view = createLogView(last.out);
    const came = await api.logs.tail(target, bytes, view.sink);
    await view.end();
    const isCut = came?.ofBytes !== undefined && came.bytes < came.ofBytes;
    const lines = last.lines();
    // the first line of a part may be the rest of one
    if (isCut && lines.length <= most) continue;
    if (lines.length > 0) await write(`${lines.slice(-most).join("\n")}\n`);
    return came?.bytes;
  }
}

async function showSections({ api }: Client, target: Target, json: boolean): Promise<number | undefined> {
  const view = createLogView(async () => {});
  const came = await api.logs.whole(target.project, target.jobId, view.sink);
  await view.end();
  if (!came) return undefined;
  if (json) say(jsonText(view.sections.map(sectionJson)));
  else for (const line of sectionLines(view.sections)) say(line);
  if (came.bytes > 0 && view.sections.length === 0) note("the log has no sections");
  return came.bytes;
}

async function showSection(
  { api }: Client,
  target: Target,
  { name, tail }: LogWish & { kind: "section" },
): Promise<number | undefined> {
  const last = tail === undefined ? undefined : createLastLines(tail);
  const view = createLogView(last?.out ?? write, name);
  const came = await api.logs.whole(target.project, target.jobId, view.sink);
  await view.end();
  if (came && came.bytes > 0 && !view.sections.some((section) => section.name === name))
    throw new Problem(noSectionText(name, view.sections));
  for (const line of last?.lines() ?? []) await write(`${line}\n`);
  return came?.bytes;
}

async function tellEmpty({ api }: Client, target: Target, wish: LogWish): Promise<void> {
  if ((wish.kind === "raw" || wish.kind === "lines") && wish.part !== undefined)
    return note("the log has no bytes there");
  const job = await api.jobs.get(target.project, target.jobId);
  if (job) note(emptyText(job));
}
