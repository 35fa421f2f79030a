// Checks a card of the Ehrenamtskarte by docs/card-format.md: nothing but WebCrypto, no request, nothing kept.

const DAY = 86400;
const KEYS_FRESH = 30 * DAY, SLACK = 300, FRESH = DAY / 2, DATED = 7 * DAY, PROOF = 60;
const MOST_DIGITS = 4000, LARGEST_LIST = 2 ** 20, DEEPEST = 6;
const SIZES = { 3: 1, 5: 2, 8: 3, 10: 4, 13: 5, 15: 6 };
const LIST_TYPE = "application/statuslist+cwt";
const P256 = { name: "ECDSA", namedCurve: "P-256" }, ES256 = { name: "ECDSA", hash: "SHA-256" };
const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }), bytesOf = new TextEncoder();
class NoCard extends Error {}

const demand = (holds) => {
  if (!holds) throw new NoCard();
};
const hex = (bytes) => Array.from(bytes, (one) => one.toString(16).padStart(2, "0")).join("");
const isBytes = (value, size) => value instanceof Uint8Array && (size === undefined || value.length === size);
const isCount = (value) => typeof value === "number" && value >= 0;
const isText = (value) => typeof value === "string" && value !== "";
const isMap = (value) => value instanceof Map;
const hasOnly = (map, labels) => isMap(map) && map.size === labels.length && labels.every((label) => map.has(label));

/** What decimal digits stand for: seventeen digits are seven bytes, the first of which counts least. */
export function bytesFromDigits(text) {
  if (text.length > MOST_DIGITS || !/^[0-9]+$/.test(text)) return null;
  const found = [];
  for (let start = 0; start < text.length; start += 17) {
    const part = text.slice(start, start + 17), size = part.length === 17 ? 7 : SIZES[part.length];
    if (size === undefined) return null;
    let number = BigInt(part);
    for (let place = 0; place < size; place++, number >>= 8n) found.push(Number(number & 255n));
    if (number) return null;
  }
  return Uint8Array.from(found);
}

/** Reads the one deterministic form (RFC 8949, 4.2.1) of whole numbers, bytes, texts, arrays and maps. */
class Reader {
  constructor(bytes, at = 0) {
    this.bytes = bytes;
    this.at = at;
  }

  take(size) {
    demand(this.at + size <= this.bytes.length);
    this.at += size;
    return this.bytes.subarray(this.at - size, this.at);
  }

  head() {
    const [first] = this.take(1), kind = first >> 5, low = first & 31;
    if (low < 24) return [kind, low];
    demand(low < 28);
    const size = 1 << (low - 24);
    const number = this.take(size).reduce((sum, one) => sum * 256 + one, 0);
    demand(number >= (size === 1 ? 24 : 256 ** (size / 2)) && number <= Number.MAX_SAFE_INTEGER);
    return [kind, number];
  }

  value(depth = 0) {
    const [kind, count] = this.head();
    if (kind === 0) return count;
    if (kind === 1) {
      demand(count < Number.MAX_SAFE_INTEGER);
      return -1 - count;
    }
    if (kind === 2) return this.take(count);
    if (kind === 3) {
      const text = this.take(count);
      try {
        return utf8.decode(text);
      } catch {
        throw new NoCard();
      }
    }
    demand(kind < 6 && depth < DEEPEST && count <= this.bytes.length);
    if (kind === 4) return Array.from({ length: count }, () => this.value(depth + 1));
    const map = new Map();
    let before = "";
    for (let left = count; left; left--) {
      const start = this.at, label = this.value(depth + 1);
      demand(typeof label === "number" || typeof label === "string");
      const place = hex(this.bytes.subarray(start, this.at));
      demand(place > before);
      before = place;
      map.set(label, this.value(depth + 1));
    }
    return map;
  }
}

function whole(bytes) {
  const reader = new Reader(bytes), value = reader.value();
  demand(reader.at === bytes.length);
  return value;
}

function joined(...parts) {
  const all = new Uint8Array(parts.reduce((sum, one) => sum + one.length, 0));
  parts.reduce((at, one) => (all.set(one, at), at + one.length), 0);
  return all;
}

function head(kind, count) {
  if (count < 24) return [(kind << 5) | count];
  if (count < 256) return [(kind << 5) | 24, count];
  if (count < 65536) return [(kind << 5) | 25, count >> 8, count & 255];
  return [(kind << 5) | 26, count >>> 24, (count >> 16) & 255, (count >> 8) & 255, count & 255];
}

/** The COSE_Sign1 at the beginning of bytes, and what stands behind it. */
function signedIn(bytes) {
  demand(bytes[0] === 0xd2);
  const reader = new Reader(bytes, 1), parts = reader.value();
  demand(Array.isArray(parts) && parts.length === 4);
  const [guarded, open, payload, signature] = parts;
  demand(isBytes(guarded) && isMap(open) && open.size === 0 && isBytes(payload) && isBytes(signature, 64));
  const header = whole(guarded);
  demand(isMap(header) && typeof header.get(1) === "number");
  return [{ header, guarded, payload, signature }, bytes.subarray(reader.at)];
}

function alone(bytes) {
  const [signed, rest] = signedIn(bytes);
  demand(rest.length === 0);
  return signed;
}

function saidBy(signed, labels) {
  const said = whole(signed.payload);
  demand(isMap(said) && hasOnly(signed.header, labels));
  return said;
}

async function isSigned(signed, point) {
  if (![-7, -9].includes(signed.header.get(1))) return false;
  const { guarded, payload } = signed;
  const name = bytesOf.encode("Signature1");
  const text = joined([0x84], head(3, name.length), name, head(2, guarded.length), guarded, [0x40], head(2, payload.length), payload);
  try {
    const key = await crypto.subtle.importKey("raw", joined([4], point.x, point.y), P256, false, ["verify"]);
    return await crypto.subtle.verify(ES256, key, signed.signature, text);
  } catch {
    return false; // a point on no curve
  }
}

async function kidOf({ x, y }) {
  const text = joined([0xa4, 1, 2, 0x20, 1, 0x21, 0x58, 32], x, [0x22, 0x58, 32], y); // RFC 9679
  return new Uint8Array(await crypto.subtle.digest("SHA-256", text)).slice(0, 4);
}

function claimsOf(signed) {
  const said = saidBy(signed, [1, 4]);
  demand(isBytes(signed.header.get(4)));
  const identity = said.get(169), status = said.get(65535), device = said.get(8);
  demand(isMap(identity) && isMap(status) && isMap(status.get("status_list")));
  const place = status.get("status_list");
  const claims = {
    iss: said.get(1),
    nbf: said.get(5),
    exp: said.has(4) ? said.get(4) : null,
    name: identity.get(4),
    kind: said.get(-65537),
    idx: place.get("idx"),
    uri: place.get("uri"),
  };
  demand([claims.iss, claims.name, claims.uri].every(isText) && [claims.nbf, claims.kind, claims.idx].every(isCount));
  demand(claims.exp === null || isCount(claims.exp));
  if (!said.has(8)) return [claims, null];
  demand(isMap(device) && isMap(device.get(1)));
  const key = device.get(1);
  demand(key.get(1) === 2 && key.get(-1) === 1 && isBytes(key.get(-2), 32) && isBytes(key.get(-3), 32));
  return [claims, { x: key.get(-2), y: key.get(-3) }];
}

/** The key set that some bytes are, null where this root ({x, y}, bytes) did not sign it. */
export async function openKeys(bytes, root) {
  try {
    const signed = alone(bytes), said = saidBy(signed, [1, 4]);
    if (hex(signed.header.get(4)) !== hex(await kidOf(root)) || !(await isSigned(signed, root))) return null;
    const keys = new Map();
    for (const one of said.get(-65538)) {
      const point = { x: one.get(-2), y: one.get(-3) }, kid = hex(await kidOf(point));
      demand(one.get(1) === 2 && one.get(-1) === 1 && hex(one.get(2)) === kid);
      const use = ["card", "list"][one.get(-65537)];
      keys.set(kid, { point, use, nbf: one.get(-65538), exp: one.get(-65539), bodies: one.get(-65540) ?? [] });
    }
    return { iat: said.get(6), lists: said.get(-65539), keys };
  } catch {
    return null;
  }
}

async function unpacked(bytes) {
  const reader = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate")).getReader();
  const parts = [];
  for (let size = 0; ; ) {
    const { done, value } = await reader.read();
    if (done) return joined(...parts);
    demand((size += value.length) <= LARGEST_LIST);
    parts.push(value);
  }
}

/** The list of blocked cards that some bytes are, null where no list key of the set signed it in its time. */
export async function openList(bytes, keys) {
  try {
    const signed = alone(bytes), said = saidBy(signed, [1, 4, 16]);
    const key = keys.keys.get(hex(signed.header.get(4)));
    const uri = said.get(2), iat = said.get(6), exp = said.get(4), held = said.get(65533);
    const bits = held.get("bits");
    demand(key.use === "list" && signed.header.get(16) === LIST_TYPE && key.nbf <= iat && iat < key.exp && iat <= exp);
    demand([1, 2, 4, 8].includes(bits) && keys.lists.includes(uri) && (await isSigned(signed, key.point)));
    return { uri, iat, exp, bits, content: await unpacked(held.get("lst")) };
  } catch {
    return null;
  }
}

function statusAt({ bits, content }, idx) {
  const each = 8 / bits;
  if (idx >= content.length * each) return null;
  return (content[Math.floor(idx / each)] >> ((idx % each) * bits)) & ((1 << bits) - 1);
}

/** What is to be said of a card: `text` as shown, an opened key set and list or null, `now` in seconds since 1970. */
export async function check(text, keys, list, now) {
  const mark = text.indexOf("#"), bytes = bytesFromDigits(text.slice(mark + 1));
  let card, claims, device, proof = null;
  try {
    demand(bytes !== null);
    let rest;
    [card, rest] = signedIn(bytes);
    [claims, device] = claimsOf(card);
    if (rest.length) {
      const signed = alone(rest), at = saidBy(signed, [1]).get(6);
      demand(device !== null && typeof at === "number");
      proof = { signed, at };
    }
  } catch (error) {
    if (error instanceof NoCard) return { answer: "not-a-card" };
    throw error;
  }
  const key = keys?.keys.get(hex(card.header.get(4)));
  if (key === undefined) return { answer: keys === null || now - keys.iat > KEYS_FRESH ? "load-keys" : "not-genuine" };
  if (key.use !== "card" || claims.nbf < key.nbf || claims.nbf >= key.exp || !(await isSigned(card, key.point))) {
    return { answer: "not-genuine" };
  }
  if (key.bodies.length && !key.bodies.some((one) => claims.iss.startsWith(one))) return { answer: "not-genuine" };
  if (now < claims.nbf) return { answer: "not-yet", card: claims };
  if (claims.exp !== null && now >= claims.exp) return { answer: "expired", card: claims };
  if (list !== null && now < list.iat - SLACK) return { answer: "check-clock", card: claims };
  if (list === null || list.uri !== claims.uri || !keys.lists.includes(claims.uri) || now >= list.exp) {
    return { answer: "blocking-unknown", card: claims };
  }
  if (statusAt(list, claims.idx) !== 0) return { answer: "not-valid", card: claims, listed: list.iat };
  if (device !== null) {
    const shown = proof !== null && Math.abs(now - proof.at) <= PROOF && (await isSigned(proof.signed, device));
    if (!shown) return { answer: "show-anew", card: claims };
  }
  const passed = now - list.iat, age = passed <= FRESH ? "fresh" : passed <= DATED ? "dated" : "old";
  return { answer: "valid", card: claims, listed: list.iat, age };
}
