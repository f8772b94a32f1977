import { sentence } from "../../../core/message.ts";
import type { CommandWord } from "../../../core/said.ts";
import type { CommandOf } from "../desk.ts";
import { armJob } from "./arm.ts";
import { approveGate, rejectGate } from "./decide.ts";
import { effect } from "./effect.ts";
import { holdIt } from "./hold.ts";
import { status } from "./status.ts";
import { stopIt } from "./stop.ts";
import { whyJob } from "./why.ts";

/** Whoever hears it answers it. */
const atTheDoor: CommandOf = async ({ said }) => ({ message: sentence("no", `${said.word} cannot be said here.`) });

/** What each word does. `help`, `link` and `unlink` are answered at the door. */
export const commands: Readonly<Record<CommandWord, CommandOf>> = {
  retry: effect("retry"),
  restart: effect("restart"),
  play: effect("play"),
  keep: effect("keep"),
  cancel: effect("cancel"),
  arm: armJob,
  approve: approveGate,
  reject: rejectGate,
  why: whyJob,
  status,
  hold: holdIt,
  stop: stopIt,
  link: atTheDoor,
  unlink: atTheDoor,
  help: atTheDoor,
};
