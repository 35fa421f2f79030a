// Holds the published vectors of the card against libraries that never saw our code: @auth0/cose, cborg, jwt-status-list.

import { readFileSync } from "node:fs";
import { inflateSync } from "node:zlib";
import { Sign1 } from "@auth0/cose";
import { decode, decodeFirst } from "cborg";
import { StatusList } from "@sd-jwt/jwt-status-list";

const vectors = JSON.parse(readFileSync(process.argv[2], "utf-8"));
const bytes = (hex) => Uint8Array.from(hex.match(/../g), (two) => parseInt(two, 16));
const demand = (holds, what) => {
  if (!holds) throw new Error(what);
};
const keys = {}, byKid = {};
for (const one of vectors.jwks.keys) {
  keys[one.fokus_use] ??= one;
  byKid[Buffer.from(one.kid, "base64url").toString("hex")] = one;
}
const imported = (jwk) =>
  crypto.subtle.importKey(
    "jwk",
    { kty: jwk.kty, crv: jwk.crv, x: jwk.x, y: jwk.y },
    { name: "ECDSA", namedCurve: "P-256" },
    true,
    ["verify"],
  );

const sizes = { 17: 7, 15: 6, 13: 5, 10: 4, 8: 3, 5: 2, 3: 1 };
function cardOf(text) {
  const data = [];
  for (const part of text.slice(text.indexOf("#") + 1).match(/.{1,17}/g)) {
    let number = BigInt(part);
    for (let at = 0; at < sizes[part.length]; at += 1, number >>= 8n) data.push(Number(number & 255n));
  }
  demand(data[0] === 0xd2, "a card is tagged");
  const [, rest] = decodeFirst(Uint8Array.from(data.slice(1)), { useMaps: true }); // the proof of a telephone
  return Uint8Array.from(data.slice(1, data.length - rest.length)); // this library takes no tag
}

/** What a card says where the key that it names has signed it. */
async function claimsIn(data) {
  const signed = Sign1.decode(data);
  const kid = Buffer.from(decode(signed.encodedProtectedHeaders, { useMaps: true }).get(4)).toString("hex");
  await signed.verify(await imported(byKid[kid]));
  return decode(signed.payload, { useMaps: true });
}

const genuine = ["valid", "not-valid", "not-yet", "expired", "blocking-unknown", "check-clock", "show-anew"];
let agreed = 0;
for (const { name, text, now, answer } of vectors.cases) {
  if (genuine.includes(answer) && name !== "algorithm -9") { // which @auth0/cose does not know yet
    const said = await claimsIn(cardOf(text));
    const late = said.has(4) && now >= said.get(4);
    demand((now < said.get(5)) === (answer === "not-yet") && late === (answer === "expired"), name);
    agreed += 1;
  }
}
demand(agreed > 25, "the cases are there");
const forged = vectors.cases.find((one) => one.name === "flipped signature");
demand(await claimsIn(cardOf(forged.text)).then(() => false, () => true), "a changed signature is taken");
const said = await claimsIn(cardOf(vectors.cases[0].text));
const wanted = vectors.cases[0].card;
demand(said.get(1) === wanted.iss && said.get(169).get(4) === wanted.name && said.get(4) === wanted.exp, "claims");
demand(said.get(65535).get("status_list").get("idx") === wanted.idx, "place");

const list = Sign1.decode(bytes(vectors.lists.blocked).subarray(1));
await list.verify(await imported(keys.list));
const held = decode(list.payload, { useMaps: true }).get(65533);
const content = inflateSync(held.get("lst"));
const blocked = (idx) => (content[idx >> 3] >> (idx & 7)) & 1;
demand([3, 5, wanted.idx].every((idx) => blocked(idx) === 1) && blocked(4) === 0, "the list as CWT");

const payload = JSON.parse(Buffer.from(vectors.list_jwt.split(".")[1], "base64url").toString());
const read = StatusList.decompressStatusList(payload.status_list.lst, payload.status_list.bits);
demand([3, 5, wanted.idx].every((idx) => read.getStatus(idx) === 1) && read.getStatus(4) === 0, "the list as JWT");
console.log(`card vectors: @auth0/cose, cborg and jwt-status-list agree on ${agreed} cases`);
