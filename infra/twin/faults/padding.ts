import { constants, crc32, deflateRawSync } from "node:zlib";
import { type Content, chained, fixedContent } from "../state/content.ts";

const blockBytes = 1_048_576;
const block = Buffer.alloc(blockBytes, " ");

/** White space, and then the body. */
export function padded(body: string, paddingBytes: number): Content {
  return chained([...spaces(paddingBytes).map(fixedContent), fixedContent(body)]);
}

/** As much as wanted, in pieces that share their memory. */
function spaces(sizeBytes: number): Buffer[] {
  const whole = new Array<Buffer>(Math.floor(sizeBytes / blockBytes)).fill(block);
  return [...whole, block.subarray(0, sizeBytes % blockBytes)];
}

/**
 * The same as gzip: of a thousandth of its size, and made without ever being whole. A deflated piece that ends with a full
 * flush stands for itself, so it can be repeated. Source: RFC 1951 and 1952 (read 2026-11).
 */
export function packedPadding(body: string, paddingBytes: number): Content {
  const deflated = deflateRawSync(block, { finishFlush: constants.Z_FULL_FLUSH, level: 9 });
  const rest = Buffer.concat([block.subarray(0, paddingBytes % blockBytes), Buffer.from(body)]);
  const blocks = Math.floor(paddingBytes / blockBytes);
  let sum = 0;
  for (let count = 0; count < blocks; count++) sum = crc32(block, sum);
  const end = Buffer.alloc(8);
  end.writeUInt32LE(crc32(rest, sum), 0);
  end.writeUInt32LE((blocks * blockBytes + rest.length) % 2 ** 32, 4);
  const head = Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3]);
  const repeated = new Array<Content>(blocks).fill(fixedContent(deflated));
  return chained([fixedContent(head), ...repeated, fixedContent(deflateRawSync(rest)), fixedContent(end)]);
}
