import {
  GetFunctionConcurrencyCommand,
  GetFunctionConfigurationCommand,
  GetFunctionUrlConfigCommand,
  LambdaClient,
  ListEventSourceMappingsCommand,
} from "@aws-sdk/client-lambda";
import type { FunctionLooks } from "../../core/inAws.ts";
import { looked } from "../../core/seen.ts";
import { patience } from "./patience.ts";

/** Looks at Lambda functions, and at what brings them streams, with the caller's own AWS credentials. Never throws. */
export function createFunctionLooks(region: string): FunctionLooks {
  const client = new LambdaClient({ region, ...patience });
  return {
    function: (name) =>
      looked("lambda:GetFunctionConfiguration", async () => {
        const answer = await client.send(new GetFunctionConfigurationCommand({ FunctionName: name }));
        const { State = "Active", StateReason, Runtime = "?", Environment } = answer;
        return {
          state: State === "Active" || StateReason === undefined ? State : `${State}: ${StateReason}`,
          runtime: Runtime,
          settings: Environment?.Variables ?? {},
          concurrency: await looked("lambda:GetFunctionConcurrency", async () => {
            const found = await client.send(new GetFunctionConcurrencyCommand({ FunctionName: name }));
            return found.ReservedConcurrentExecutions;
          }),
        };
      }),
    mappings: (name) =>
      looked("lambda:ListEventSourceMappings", async () => {
        const answer = await client.send(new ListEventSourceMappingsCommand({ FunctionName: name }));
        return (answer.EventSourceMappings ?? []).map(
          ({ UUID = "", EventSourceArn = "", State = "?", LastProcessingResult = "" }) => ({
            id: UUID,
            stream: EventSourceArn,
            state: State,
            lastResult: LastProcessingResult,
          }),
        );
      }),
    address: (name) =>
      looked("lambda:GetFunctionUrlConfig", async () => {
        const { FunctionUrl = "" } = await client.send(new GetFunctionUrlConfigCommand({ FunctionName: name }));
        return FunctionUrl.replace(/\/*$/, "/");
      }),
  };
}
