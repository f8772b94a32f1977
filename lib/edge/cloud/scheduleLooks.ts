import {
  GetScheduleCommand,
  ListSchedulesCommand,
  SchedulerClient,
  type ScheduleSummary,
} from "@aws-sdk/client-scheduler";
import type { ScheduleLooks, SeenSchedule } from "../../core/inAws.ts";
import { looked } from "../../core/seen.ts";
import { patience } from "./patience.ts";

/** A list has 100 schedules; an account with more than these shows us only the first. */
const mostPages = 50;

/** Looks at EventBridge's schedules with the caller's own AWS credentials. Never throws. */
export function createScheduleLooks(region: string): ScheduleLooks {
  const client = new SchedulerClient({ region, ...patience });

  async function whole({ Name, GroupName, Target }: ScheduleSummary): Promise<SeenSchedule> {
    const { State, ScheduleExpression = "?" } = await client.send(new GetScheduleCommand({ Name, GroupName }));
    return {
      target: Target?.Arn ?? "",
      isOn: State === "ENABLED",
      rate: ScheduleExpression,
    };
  }

  return {
    // CloudFormation names them, so they are known by whom they wake.
    schedules: (functions) =>
      looked("scheduler:ListSchedules and scheduler:GetSchedule", async () => {
        const found: SeenSchedule[] = [];
        let NextToken: string | undefined;
        for (let page = 0; page < mostPages; page++) {
          const answer = await client.send(new ListSchedulesCommand({ MaxResults: 100, NextToken }));
          for (const one of answer.Schedules ?? [])
            if (functions.some((name) => one.Target?.Arn?.endsWith(`:function:${name}`))) found.push(await whole(one));
          NextToken = answer.NextToken;
          if (NextToken === undefined) break;
        }
        return found;
      }),
  };
}
