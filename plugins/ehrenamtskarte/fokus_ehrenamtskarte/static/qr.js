// Writes QR codes (ISO/IEC 18004) of an address and digits: versions 10 to 20, error correction M, mask 0.

const FIRST = 10, LAST = 20;
const CORRECTING = [26, 30, 22, 22, 24, 24, 28, 28, 26, 26, 26]; // bytes of each block that correct, by version
const BLOCKS = [5, 5, 8, 9, 9, 10, 10, 11, 13, 14, 16];
const EXP = new Uint8Array(255), LOG = new Uint8Array(256);
for (let power = 0, value = 1; power < 255; power++) {
  EXP[power] = value;
  LOG[value] = power;
  value = (value << 1) ^ (value & 128 ? 0x11d : 0);
}
const times = (a, b) => (a && b ? EXP[(LOG[a] + LOG[b]) % 255] : 0);
const sizeOf = (version) => version * 4 + 17;

/** The places of the small squares, along each side. */
function squares(version) {
  const count = Math.floor(version / 7) + 2, step = Math.ceil((version * 4 + 4) / (count * 2 - 2)) * 2;
  return [6, ...Array.from({ length: count - 1 }, (_, at) => sizeOf(version) - 7 - at * step).reverse()];
}

/** How many bytes a code of a version holds, those that correct included. */
function bytesIn(version) {
  const count = Math.floor(version / 7) + 2;
  const bits = (16 * version + 128) * version + 64 - (25 * count - 10) * count + 55 - 36;
  return bits >> 3;
}

const usable = (version) => bytesIn(version) - CORRECTING[version - FIRST] * BLOCKS[version - FIRST];

/** The bits of an address as bytes, and of digits three by three. */
function content(address, digits) {
  const bits = [], put = (value, size) => {
    for (let at = size - 1; at >= 0; at--) bits.push((value >> at) & 1);
  };
  const letters = new TextEncoder().encode(address);
  put(4, 4);
  put(letters.length, 16);
  for (const one of letters) put(one, 8);
  put(1, 4);
  put(digits.length, 12);
  for (const part of digits.match(/.{1,3}/g) ?? []) put(Number(part), [0, 4, 7, 10][part.length]);
  return bits;
}

/** The bytes that correct a block: the rest of its division by the generator. */
function correcting(block, count) {
  const divisor = new Uint8Array(count).fill(0, 0, count - 1).fill(1, count - 1);
  for (let power = 0; power < count; power++) {
    for (let at = 0; at < count; at++) divisor[at] = times(divisor[at], EXP[power]) ^ (divisor[at + 1] ?? 0);
  }
  const rest = new Array(count).fill(0);
  for (const one of block) {
    const factor = one ^ rest.shift();
    rest.push(0);
    divisor.forEach((value, at) => (rest[at] ^= times(value, factor)));
  }
  return rest;
}

/** All bytes in the order in which they are drawn: the blocks side by side, then what corrects them. */
function woven(version, data) {
  const blocks = BLOCKS[version - FIRST], more = CORRECTING[version - FIRST], all = bytesIn(version);
  const short = Math.floor(all / blocks) - more, longer = all % blocks, parts = [];
  for (let at = 0, number = 0; number < blocks; number++) {
    const size = short + (number >= blocks - longer ? 1 : 0);
    parts.push(data.slice(at, (at += size)));
  }
  const found = [];
  for (let at = 0; at <= short; at++) for (const part of parts) if (at < part.length) found.push(part[at]);
  const rests = parts.map((part) => correcting(part, more));
  for (let at = 0; at < more; at++) for (const rest of rests) found.push(rest[at]);
  return found;
}

/** The code of an address and digits, row by row, true where it is dark; null where it is too long. */
export function qrOf(address, digits) {
  const bits = content(address, digits);
  let version = FIRST;
  while (version <= LAST && bits.length > usable(version) * 8) version++;
  if (version > LAST) return null;
  const room = usable(version) * 8;
  for (let left = Math.min(4, room - bits.length); left; left--) bits.push(0);
  while (bits.length % 8) bits.push(0);
  const data = [];
  for (let at = 0; at < bits.length; at += 8) data.push(bits.slice(at, at + 8).reduce((sum, one) => sum * 2 + one, 0));
  for (let pad = 0xec; data.length * 8 < room; pad ^= 0xfd) data.push(pad);

  const size = sizeOf(version), fixed = new Map(), rows = Array.from({ length: size }, () => new Array(size).fill(false));
  const set = (x, y, dark) => {
    if (x < 0 || y < 0 || x >= size || y >= size) return;
    rows[y][x] = Boolean(dark);
    fixed.set(y * size + x, true);
  };
  for (let at = 0; at < size; at++) {
    set(6, at, at % 2 === 0);
    set(at, 6, at % 2 === 0);
  }
  for (const [x, y] of [[3, 3], [size - 4, 3], [3, size - 4]]) {
    for (let dx = -4; dx <= 4; dx++) for (let dy = -4; dy <= 4; dy++) {
      const far = Math.max(Math.abs(dx), Math.abs(dy));
      set(x + dx, y + dy, far !== 2 && far !== 4);
    }
  }
  const places = squares(version), last = places.at(-1);
  for (const x of places) for (const y of places) {
    if ((x === 6 && y === 6) || (x === 6 && y === last) || (x === last && y === 6)) continue;
    for (let dx = -2; dx <= 2; dx++) for (let dy = -2; dy <= 2; dy++) {
      set(x + dx, y + dy, Math.max(Math.abs(dx), Math.abs(dy)) !== 1);
    }
  }
  const bit = (value, at) => (value >> at) & 1;
  const format = 0x5412; // level M and mask 0 are zeros
  for (let at = 0; at < 6; at++) set(8, at, bit(format, at));
  set(8, 7, bit(format, 6));
  set(8, 8, bit(format, 7));
  set(7, 8, bit(format, 8));
  for (let at = 9; at < 15; at++) set(14 - at, 8, bit(format, at));
  for (let at = 0; at < 8; at++) set(size - 1 - at, 8, bit(format, at));
  for (let at = 8; at < 15; at++) set(8, size - 15 + at, bit(format, at));
  set(8, size - 8, true);
  let rest = version;
  for (let at = 0; at < 12; at++) rest = (rest << 1) ^ ((rest >> 11) * 0x1f25);
  const told = (version << 12) | rest;
  for (let at = 0; at < 18; at++) {
    const far = size - 11 + (at % 3), near = Math.floor(at / 3);
    set(far, near, bit(told, at));
    set(near, far, bit(told, at));
  }

  const bytes = woven(version, data);
  let next = 0;
  for (let right = size - 1; right >= 1; right -= 2) {
    if (right === 6) right = 5;
    for (let step = 0; step < size; step++) for (const x of [right, right - 1]) {
      const y = ((right + 1) & 2) === 0 ? size - 1 - step : step;
      if (fixed.has(y * size + x)) continue;
      const dark = next < bytes.length * 8 && bit(bytes[next >> 3], 7 - (next & 7));
      next++;
      rows[y][x] = Boolean(dark) !== ((x + y) % 2 === 0);
    }
  }
  return rows;
}
