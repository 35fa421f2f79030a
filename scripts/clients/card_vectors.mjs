// Holds the published vectors of the card against libraries that never saw our code: @auth0/cose, cborg, jwt-status-list.

import { readFileSync } from "node:fs";
import { inflateSync } from "node:zlib";
import { Sign1 } from "@auth0/cose";
import { decode } from "cborg";
import { StatusList } from "@sd-jwt/jwt-status-list";

const vectors = JSON.parse(readFileSync(process.argv[2], "utf-8"));
const bytes = (hex) => Uint8Array.from(hex.match(/../g), (two) => parseInt(two, 16));
const demand = (holds, what) => {
  if (!holds) throw new Error(what);
};
const keys = {};
for (const one of vectors.jwks.keys) keys[one.fokus_use] ??= one;
const imported = (jwk) =>
  crypto.subtle.importKey(
    "jwk",
    { kty: jwk.kty, crv: jwk.crv, x: jwk.x, y: jwk.y },
    { name: "ECDSA", namedCurve: "P-256" },
    true,
    ["verify"],
  );

const card = bytes(vectors.bytes.hex);
demand(card[0] === 0xd2, "a card is tagged");
const signed = Sign1.decode(card.subarray(1)); // this library takes no tag
await signed.verify(await imported(keys.card));
const said = decode(signed.payload, { useMaps: true });
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
console.log("card vectors: @auth0/cose, cborg and jwt-status-list agree");
