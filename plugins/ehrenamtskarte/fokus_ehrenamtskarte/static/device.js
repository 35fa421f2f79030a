// What a telephone keeps of its card: a key that never leaves it, and the card that is bound to the key.

const STORE = "karte", OWN = "eigene";
const P256 = { name: "ECDSA", namedCurve: "P-256" }, ES256 = { name: "ECDSA", hash: "SHA-256" };
const name = new TextEncoder().encode("Signature1");
export const hex = (bytes) => Array.from(bytes, (one) => one.toString(16).padStart(2, "0")).join("");
export const unhex = (text) => Uint8Array.from(text.match(/../g) ?? [], (two) => parseInt(two, 16));

function opened() {
  return new Promise((done, failed) => {
    const asked = indexedDB.open("fokus-karte", 1);
    asked.onupgradeneeded = () => asked.result.createObjectStore(STORE);
    asked.onsuccess = () => done(asked.result);
    asked.onerror = () => failed(asked.error);
  });
}

async function within(mode, work) {
  const store = await opened();
  try {
    return await new Promise((done, failed) => {
      const asked = work(store.transaction(STORE, mode).objectStore(STORE));
      asked.onsuccess = () => done(asked.result ?? null);
      asked.onerror = () => failed(asked.error);
    });
  } finally {
    store.close();
  }
}

export const kept = () => within("readonly", (store) => store.get(OWN));
export const keep = (own) => within("readwrite", (store) => store.put(own, OWN));
export const forget = () => within("readwrite", (store) => store.delete(OWN));

/** Makes a key whose private part nothing can read, not even this page. */
export async function made() {
  const pair = await crypto.subtle.generateKey(P256, false, ["sign", "verify"]);
  const point = new Uint8Array(await crypto.subtle.exportKey("raw", pair.publicKey)); // 4, x, y
  return { key: pair.privateKey, device: hex(point.slice(1)) };
}

/** A COSE_Sign1 by the telephone over the time, docs/card-format.md: it is good for a minute. */
export async function proof(key, now) {
  const guarded = [0x43, 0xa1, 0x01, 0x26];
  const payload = [0x47, 0xa1, 0x06, 0x1a, now >>> 24, (now >>> 16) & 255, (now >>> 8) & 255, now & 255];
  const text = Uint8Array.of(0x84, 0x60 + name.length, ...name, ...guarded, 0x40, ...payload);
  const signature = new Uint8Array(await crypto.subtle.sign(ES256, key, text));
  return Uint8Array.of(0xd2, 0x84, ...guarded, 0xa0, ...payload, 0x58, 0x40, ...signature);
}

/** Decimal digits of bytes, seventeen for each seven; the first byte counts least. */
export function digitsOf(bytes) {
  const sizes = { 1: 3, 2: 5, 3: 8, 4: 10, 5: 13, 6: 15, 7: 17 };
  let text = "";
  for (let start = 0; start < bytes.length; start += 7) {
    const part = bytes.slice(start, start + 7);
    const number = part.reduceRight((sum, one) => (sum << 8n) | BigInt(one), 0n);
    text += number.toString().padStart(sizes[part.length], "0");
  }
  return text;
}
