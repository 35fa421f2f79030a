// One's own card on the telephone: set up by a link, shown with a proof of every half minute, renewed while online.

import { digitsOf, forget, hex, keep, kept, made, proof, unhex } from "./device.js";
import { qrOf } from "./qr.js";

const DAY = 86400, PAUSE = 30_000, ASKED = "/api/v1/ehrenamtskarte/phone-cards", SVG = "http://www.w3.org/2000/svg";
const at = (id) => document.getElementById(id);
const words = at("karte").dataset, language = document.documentElement.lang === "en" ? "en-GB" : "de-DE";
const days = new Intl.DateTimeFormat(language, { dateStyle: "long", timeZone: "Europe/Berlin" });
const now = () => Math.floor(Date.now() / 1000);
const json = (body) => ({
  method: "POST",
  headers: { "Content-Type": "application/json", Accept: "application/json" },
  body: JSON.stringify(body),
});
let own = null, secret = "";

const show = (id) => {
  for (const one of ["leer", "einrichten", "zeigen"]) at(one).hidden = one !== id;
};
const tell = (text) => (at("meldung").textContent = text ?? "");

/** Draws the code of this half minute: the card, and the time signed by the telephone. */
async function draw() {
  if (!own?.card || document.hidden) return;
  const card = unhex(own.card), signed = await proof(own.key, now());
  const rows = qrOf(own.address, digitsOf(Uint8Array.of(...card, ...signed)));
  const lines = rows.flatMap((row, y) => row.flatMap((dark, x) => (dark ? `M${x + 4} ${y + 4}h1v1h-1z` : [])));
  const path = document.createElementNS(SVG, "path");
  path.setAttribute("d", lines.join(""));
  at("code").setAttribute("viewBox", `0 0 ${rows.length + 8} ${rows.length + 8}`);
  at("code").replaceChildren(path);
  at("code").dataset.text = `${own.address}${digitsOf(Uint8Array.of(...card, ...signed))}`;
}

async function look() {
  if (!own?.card) return show(secret ? "einrichten" : "leer");
  at("name").textContent = own.name;
  at("art").textContent = own.kind === "anniversary" ? words.kindAnniversary : words.kindStandard;
  at("bis").textContent = own.until ? days.format(new Date(own.until)) : words.forLife;
  at("netz").textContent = days.format((own.loaded + 30 * DAY) * 1000);
  show("zeigen");
  await draw();
}

/** Asks for the card anew; where the house says that there is none any more, it is forgotten. */
async function renew(tries = 1) {
  if (!own) return false;
  const asked = { device: own.device, proof: hex(await proof(own.key, now())) };
  const answer = await fetch(ASKED, json(asked)).catch(() => null);
  if (answer?.status === 404 && tries > 1) {
    await new Promise((done) => setTimeout(done, 500));
    return renew(tries - 1);
  }
  if (!answer?.ok) {
    if (answer && answer.status < 500) tell(words.notRenewed);
    return false;
  }
  const told = await answer.json();
  if (told.state === "active") {
    own = { ...own, card: told.card, address: told.address, name: told.name, kind: told.kind };
    own = { ...own, until: told.valid_until, loaded: now() };
    tell("");
  } else {
    own = { ...own, card: null };
    tell(words[`state${told.state[0].toUpperCase()}${told.state.slice(1)}`]);
  }
  if (["ended", "elsewhere", "revoked", "expired"].includes(told.state)) {
    await forget();
    own = null;
  } else await keep(own);
  await look();
  return true;
}

/** Binds the card to this telephone: the link is used up, and any other telephone has the card no more. */
async function setUp() {
  at("los").disabled = true;
  const before = own;
  own = await made();
  const answer = await fetch(`/l/${secret}`, json({ device: own.device })).catch(() => null);
  if (!answer?.ok) {
    own = before;
    at("los").disabled = false;
    return tell(answer ? words.linkGone : words.noNetwork);
  }
  secret = "";
  await keep(own);
  await navigator.storage?.persist?.().catch(() => false);
  await renew(20);
}

/** Takes the secret out of the address, and tells what the link does. */
async function fromAddress() {
  const given = location.hash.slice(1);
  if (!/^[\w-]{20,200}$/.test(given)) return;
  history.replaceState(null, "", location.pathname);
  const answer = await fetch(`/l/${given}`, { headers: { Accept: "application/json" } }).catch(() => null);
  if (!answer?.ok) return tell(answer ? words.linkGone : words.noNetwork);
  const { details } = await answer.json();
  secret = given;
  at("welche").textContent = details.card_kind;
  at("anderes").hidden = !details.displaces;
  if (details.displaces) at("anderes").textContent = words.displaces.replace("{day}", days.format(new Date(details.displaces)));
  at("beenden").hidden = !details.displaces;
  at("beenden").querySelector("a").href = `/l/${given}`;
  show("einrichten");
}

/** Lets the worker keep the page with all it is made of. */
async function keepPage() {
  if (!("serviceWorker" in navigator)) return;
  navigator.serviceWorker.addEventListener("message", (event) => (at("ohne-netz").hidden = event.data !== "kept"));
  await navigator.serviceWorker.register("/meine-karte/worker.js", { scope: "/meine-karte" });
  const { active } = await navigator.serviceWorker.ready;
  await document.fonts.ready;
  const parts = performance.getEntriesByType("resource").map((one) => new URL(one.name));
  const files = parts.filter((one) => one.origin === location.origin).map((one) => one.pathname);
  active.postMessage([location.pathname, ...files.filter((one) => !one.startsWith("/l/") && one !== ASKED)]);
}

at("los").addEventListener("click", setUp);
at("gross").addEventListener("click", () => {
  const large = at("zeigen").classList.toggle("own-large");
  at("gross").setAttribute("aria-pressed", String(large));
});
addEventListener("hashchange", fromAddress);
addEventListener("online", () => renew());
document.addEventListener("visibilitychange", draw);
setInterval(draw, PAUSE);
setInterval(() => renew(), 3600_000);
own = await kept().catch(() => null);
await fromAddress();
if (!secret) {
  await look();
  await renew();
}
await keepPage().catch(() => {});
