// Recordings made here, by writers that share no code with the readers they are given to.

import { crc32 } from "node:zlib";

const FIT_EPOCH_S = 631_065_600;
const DEGREE = 2 ** 31 / 180;
const DAY_MS = 24 * 3_600_000;

/** Seconds of an easy run near a lake that does not exist: place, metres, heart rate, steps a minute and foot. */
function seconds(minutes) {
  const rows = [];
  let metres = 0;
  for (let second = 0; second <= minutes * 60; second += 1) {
    const speed = 2.8 + 0.2 * Math.sin(second / 90);
    if (second > 0) metres += speed;
    const angle = metres / 900;
    rows.push({
      second,
      speed,
      metres,
      latitude: 51.4 + 0.008 * Math.sin(angle),
      longitude: 14.3 + 0.0128 * Math.cos(angle),
      altitude: 120 + 4 * Math.sin(angle * 2),
      heartRate: Math.round(142 + 8 * Math.sin(second / 200)),
      cadence: 84 + (second % 2),
    });
  }
  return rows;
}

/** A GPX file as a phone writes it. */
export function gpx({ start, minutes, name = "Lake loop" }) {
  const points = seconds(minutes).map((row) => {
    const time = new Date(start.getTime() + row.second * 1000).toISOString();
    return `<trkpt lat="${row.latitude.toFixed(7)}" lon="${row.longitude.toFixed(7)}"><ele>${row.altitude.toFixed(1)}</ele>` +
      `<time>${time}</time><extensions><gpxtpx:TrackPointExtension><gpxtpx:hr>${row.heartRate}</gpxtpx:hr>` +
      `<gpxtpx:cad>${row.cadence}</gpxtpx:cad></gpxtpx:TrackPointExtension></extensions></trkpt>`;
  });
  return Buffer.from(
    `<?xml version="1.0" encoding="UTF-8"?>\n<gpx version="1.1" creator="femoris e2e" ` +
      `xmlns="http://www.topografix.com/GPX/1/1" xmlns:gpxtpx="http://www.garmin.com/xmlschemas/TrackPointExtension/v1">` +
      `<trk><name>${escape(name)}</name><type>running</type><trkseg>${points.join("\n")}</trkseg></trk></gpx>\n`,
  );
}

function escape(text) {
  return text.replace(/[&<>"]/g, (sign) => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" })[sign]);
}

/** A FIT activity as a watch writes it: file id, one record a second, lap, session, activity. */
export function fit({ start, minutes }) {
  const begin = Math.round(start.getTime() / 1000) - FIT_EPOCH_S;
  const rows = seconds(minutes);
  const last = rows.at(-1);
  const end = begin + last.second;
  const totals = [end, begin, last.second * 1000, last.second * 1000, Math.round(last.metres * 100)];
  const whole = [[253, 4, 0x86], [2, 4, 0x86], [7, 4, 0x86], [8, 4, 0x86], [9, 4, 0x86]];
  const parts = [
    definition(0, [[0, 1, 0x00], [1, 2, 0x84], [2, 2, 0x84], [3, 4, 0x8c], [4, 4, 0x86]]),
    values([[4, 1], [1, 2], [4257, 2], [12345, 4], [begin, 4]]),
    definition(20, [[253, 4, 0x86], [0, 4, 0x85], [1, 4, 0x85], [5, 4, 0x86], [73, 4, 0x86], [78, 4, 0x86], [3, 1, 0x02], [4, 1, 0x02]]),
    ...rows.map((row) =>
      values([
        [begin + row.second, 4],
        [Math.round(row.latitude * DEGREE), 4],
        [Math.round(row.longitude * DEGREE), 4],
        [Math.round(row.metres * 100), 4],
        [Math.round(row.speed * 1000), 4],
        [Math.round((row.altitude + 500) * 5), 4],
        [row.heartRate, 1],
        [row.cadence, 1],
      ]),
    ),
    definition(19, whole),
    values(totals.map((total) => [total, 4])),
    definition(18, [...whole, [5, 1, 0x00], [6, 1, 0x00]]),
    values([...totals.map((total) => [total, 4]), [1, 1], [0, 1]]),
    definition(34, [[253, 4, 0x86], [0, 4, 0x86], [1, 2, 0x84], [2, 1, 0x00]]),
    values([[end, 4], [last.second * 1000, 4], [1, 2], [0, 1]]),
  ];
  const data = Buffer.concat(parts);
  const head = Buffer.alloc(14);
  head.writeUInt8(14, 0);
  head.writeUInt8(0x20, 1);
  head.writeUInt16LE(21_158, 2);
  head.writeUInt32LE(data.length, 4);
  head.write(".FIT", 8, "ascii");
  head.writeUInt16LE(checksum(head.subarray(0, 12)), 12);
  const body = Buffer.concat([head, data]);
  const tail = Buffer.alloc(2);
  tail.writeUInt16LE(checksum(body), 0);
  return Buffer.concat([body, tail]);
}

/** Every message is defined anew as local type 0, little-endian. */
function definition(message, fields) {
  return Buffer.from([0x40, 0, 0, message & 0xff, message >> 8, fields.length, ...fields.flat()]);
}

function values(pairs) {
  const bytes = [0];
  for (const [value, size] of pairs) {
    for (let byte = 0; byte < size; byte += 1) bytes.push((value >> (8 * byte)) & 0xff);
  }
  return Buffer.from(bytes);
}

/** CRC-16 with the reflected polynomial 0xA001, a bit at a time. */
function checksum(bytes) {
  let crc = 0;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit += 1) crc = crc & 1 ? (crc >> 1) ^ 0xa001 : crc >> 1;
  }
  return crc;
}

/** Some days ago at seven in the morning, UTC. */
export function morning(daysAgo) {
  const day = new Date(Date.now() - daysAgo * DAY_MS);
  day.setUTCHours(7, 0, 0, 0);
  return day;
}

/** A zip file of `[name, bytes]`, stored without compression. */
export function zip(entries) {
  const locals = [];
  const central = [];
  let offset = 0;
  for (const [name, bytes] of entries) {
    const path = Buffer.from(name);
    const sizes = Buffer.alloc(16);
    sizes.writeUInt32LE(crc32(bytes), 0);
    sizes.writeUInt32LE(bytes.length, 4);
    sizes.writeUInt32LE(bytes.length, 8);
    sizes.writeUInt16LE(path.length, 12);
    // Version 2.0, names in UTF-8, stored, 1980-01-01.
    const common = Buffer.from([20, 0, 0, 8, 0, 0, 0, 0, 0x21, 0]);
    const place = Buffer.alloc(14);
    place.writeUInt32LE(offset, 10);
    locals.push(Buffer.from("PK\x03\x04", "latin1"), common, sizes, path, bytes);
    central.push(Buffer.from("PK\x01\x02\x14\x00", "latin1"), common, sizes, place, path);
    offset += 30 + path.length + bytes.length;
  }
  const list = Buffer.concat(central);
  const end = Buffer.alloc(18);
  end.writeUInt16LE(entries.length, 4);
  end.writeUInt16LE(entries.length, 6);
  end.writeUInt32LE(list.length, 8);
  end.writeUInt32LE(offset, 12);
  return Buffer.concat([...locals, list, Buffer.from("PK\x05\x06", "latin1"), end]);
}
