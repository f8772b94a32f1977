import { GetParametersCommand, SSMClient } from "@aws-sdk/client-ssm";
import type { ParameterLooks, SeenParameter } from "../../core/inAws.ts";
import { found, isUnseen, looked, type Seen } from "../../core/seen.ts";
import { patience } from "./patience.ts";

/** Source: docs.aws.amazon.com/systems-manager, GetParameters (read 2026-11). */
const mostNames = 10;

/** Looks at SSM parameters with the caller's own AWS credentials. Never throws. */
export function createParameterLooks(region: string): ParameterLooks {
  const client = new SSMClient({ region, ...patience });
  return {
    async parameters(names) {
      const all = new Map<string, Seen<SeenParameter>>();
      for (let at = 0; at < names.length; at += mostNames) {
        const some = names.slice(at, at + mostNames);
        const command = new GetParametersCommand({ Names: some, WithDecryption: true });
        const seen = await looked("ssm:GetParameters (and kms:Decrypt where secretsKey is set)", () =>
          client.send(command),
        );
        const known = found(seen)?.Parameters ?? [];
        for (const name of some) {
          const { Type = "String", Value = "" } = known.find(({ Name }) => Name === name) ?? {};
          const isThere = known.some(({ Name }) => Name === name);
          all.set(name, isUnseen(seen) ? seen : isThere ? { found: { type: Type, value: Value } } : "missing");
        }
      }
      return all;
    },
  };
}
