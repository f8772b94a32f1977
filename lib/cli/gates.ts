import { Command } from "commander";
import { armCommand } from "./gates/arm.ts";
import { disarmCommand } from "./gates/disarm.ts";
import { listCommand } from "./gates/list.ts";
import { overrideCommand } from "./gates/override.ts";
import { whyCommand } from "./gates/why.ts";

/** `penstock gates …` */
export function gatesCommand(): Command {
  return new Command("gates")
    .description("manual jobs that wait: for people, for a calendar, or armed for when they can be played")
    .addCommand(listCommand())
    .addCommand(whyCommand())
    .addCommand(armCommand())
    .addCommand(disarmCommand())
    .addCommand(overrideCommand());
}
