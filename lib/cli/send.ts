import { readFileSync } from "node:fs";
import { Command } from "commander";
import { request } from "undici";
import { systemClock } from "../edge/clock.ts";
import { uniqueText } from "../edge/random.ts";
import { direct } from "./direct.ts";
import { findRunning, type Running } from "./local.ts";
import { fail, say } from "./print.ts";
import { signedHeaders } from "./sign.ts";

interface Options {
  unsigned?: true;
  times: string;
}

/** `penstock send FILE…`: what GitLab would do. */
export function sendCommand(): Command {
  return new Command("send")
    .description("post webhook bodies, signed, to the Penstock that runs here")
    .argument("<file...>", "the body, as GitLab would send it")
    .option("--unsigned", "leave the signature out")
    .option("--times <n>", "send each so often, as one delivery that was repeated", "1")
    .action(async (files: string[], { unsigned, times }: Options) => {
      const running = findRunning();
      if (!/^[1-9]\d{0,4}$/.test(times)) return fail("--times takes a whole number from 1 to 99999");
      for (const file of files) {
        const body = readFileSync(file);
        const id = uniqueText();
        for (let sent = 0; sent < Number(times); sent++) {
          const answer = await post(
            running,
            body,
            unsigned ? {} : signedHeaders({ secret: running.secrets[0] ?? "", id, now: systemClock(), body }),
          );
          say(`${answer.status} ${answer.text}  ${file}`);
          if (answer.status >= 300) process.exitCode = 1;
        }
      }
    });
}

async function post({ url, source }: Running, body: Buffer, headers: Record<string, string>) {
  const response = await request(`${url}/gitlab/${source}`, {
    method: "POST",
    headers: { "content-type": "application/json", "user-agent": "penstock", ...headers },
    body,
    dispatcher: direct,
  });
  return { status: response.statusCode, text: await response.body.text() };
}
