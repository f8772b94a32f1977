import { GetItemCommand } from "@aws-sdk/client-dynamodb";
import { createClient } from "../../../lib/store/client.ts";

// The least that has to do with tables: the client of Penstock's own, and one item read.

const { AWS_ENDPOINT_URL_DYNAMODB: endpoint = "", TABLE = "", AWS_REGION: region = "" } = process.env;

export const handler = async () => {
  const client = createClient({ region, endpoint });
  const { $metadata } = await client.send(new GetItemCommand({ TableName: TABLE, Key: { id: { S: "nothing" } } }));
  return $metadata.httpStatusCode;
};
