import { GetParametersCommand, SSMClient } from "@aws-sdk/client-ssm";

/** The texts of parameters by their names; one that is not there is left out. @throws when they cannot be asked for */
export type AskParameters = (names: readonly string[]) => Promise<ReadonlyMap<string, string>>;

/** Source: docs.aws.amazon.com/systems-manager, GetParameters (read 2026-11). */
const mostNames = 10;

/** Asks SSM, decrypted, ten names a request. */
export function askParameters(client: SSMClient = ownClient()): AskParameters {
  return async (names) => {
    const texts = new Map<string, string>();
    for (let at = 0; at < names.length; at += mostNames) {
      const command = new GetParametersCommand({ Names: names.slice(at, at + mostNames), WithDecryption: true });
      const { Parameters = [] } = await client.send(command);
      for (const { Name, Value = "" } of Parameters) if (Name !== undefined) texts.set(Name, Value);
    }
    return texts;
  };
}

function ownClient(): SSMClient {
  return new SSMClient({
    maxAttempts: 1,
    // The door must answer in time; the next delivery asks again. Source: @smithy/types, NodeHttpHandlerOptions (read 2026-11).
    requestHandler: { connectionTimeout: 1_000, requestTimeout: 1_500, throwOnRequestTimeout: true },
  });
}
