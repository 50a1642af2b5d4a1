// Decodes one FIT file some times with Garmin's own JavaScript SDK and prints the milliseconds of each as JSON.
import { readFileSync } from "node:fs";
import { Decoder, Stream } from "@garmin/fitsdk";

const [file, times] = [process.argv[2], Number(process.argv[3] ?? 9)];
const bytes = readFileSync(file);
const taken = [];
let records = 0;
// Two rounds more than asked: the first ones warm the compiler up and are not counted.
for (let round = -2; round < times; round += 1) {
  const began = process.hrtime.bigint();
  const { messages, errors } = new Decoder(Stream.fromBuffer(bytes)).read();
  const ms = Number(process.hrtime.bigint() - began) / 1e6;
  if (errors.length > 0) throw errors[0];
  records = messages.recordMesgs.length;
  if (round >= 0) taken.push(ms);
}
console.log(JSON.stringify({ records, taken }));
