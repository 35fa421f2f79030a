// The page that checks cards: what is shown to it stays in it; only keys and lists are loaded, from where it came.

import { check, openKeys, openList } from "./card.js";

const HOUR = 3600_000, LOOK = 150;
const at = (id) => document.getElementById(id);
const told = at("karte").dataset, language = document.documentElement.lang === "en" ? "en-GB" : "de-DE";
const place = { timeZone: "Europe/Berlin" };
const days = new Intl.DateTimeFormat(language, { dateStyle: "long", ...place });
const clockwise = { day: "2-digit", month: "2-digit", year: "numeric", hour: "2-digit", minute: "2-digit", ...place };
const moments = new Intl.DateTimeFormat(language, clockwise);
const moment = (time) => moments.format(time) + (language === "de-DE" ? " Uhr" : "");
const bytes = (hex) => Uint8Array.from(hex.match(/../g) ?? [], (two) => parseInt(two, 16));
const now = () => Math.floor(Date.now() / 1000);
let keys = null, lists = [], loading = null, shown = "";

async function loaded(address) {
  const answer = await fetch(address).catch(() => null);
  if (!answer?.ok) return null;
  return { content: new Uint8Array(await answer.arrayBuffer()), when: answer.headers.get("fokus-loaded") };
}

/** Loads key set and lists; what cannot be loaded stays as it was. */
async function load() {
  const root = { x: bytes(told.root.slice(0, 64)), y: bytes(told.root.slice(64)) };
  const set = await loaded(told.keys);
  keys = (set && told.root ? await openKeys(set.content, root) : null) ?? keys;
  if (keys === null) return;
  const found = await Promise.all(told.lists.split(" ").filter(Boolean).map(loaded));
  const opened = found.map(async (one) => {
    const list = one && (await openList(one.content, keys));
    return list && { ...list, loaded: one.when ? new Date(one.when) : new Date() };
  });
  const fresh = (await Promise.all(opened)).filter(Boolean);
  lists = [...fresh, ...lists.filter((old) => !fresh.some((one) => one.uri === old.uri))];
  const last = Math.min(...lists.map((one) => one.loaded.getTime()));
  at("stand").hidden = false;
  at("geladen").hidden = !lists.length;
  at("nicht-geladen").hidden = lists.length > 0;
  if (lists.length) at("geladen").textContent = at("geladen").dataset.text.replace("{time}", moment(last));
}

const refresh = () => (loading = load());

/** What is to be said of a card by the list that it names, where that is ours. */
async function judged(text) {
  const first = await check(text, keys, null, now());
  const list = lists.find((one) => one.uri === first.card?.uri);
  return list ? check(text, keys, list, now()) : first;
}

function say({ answer, card, listed, age }) {
  const part = at(`antwort-${answer}`).content.cloneNode(true), find = (name) => part.querySelector(`[data-${name}]`);
  const sentence = find("sentence");
  const until = card?.exp == null ? told.forLife : days.format((card.exp - 1) * 1000);
  if (card) {
    const since = days.format(card.nbf * 1000);
    sentence.textContent = sentence.textContent.replace("{since}", since).replace("{valid_until}", until);
  }
  if (answer === "valid") {
    find("name").textContent = card.name;
    find("kind").textContent = [told.kindStandard, told.kindAnniversary][card.kind] ?? told.kindOther;
    find("until").textContent = until;
    find("listed").textContent = moment(listed * 1000);
    if (age !== "fresh") {
      const more = document.createElement("p");
      more.textContent = age === "old" ? told.old : told.dated.replace("{time}", moment(listed * 1000));
      sentence.after(more);
    }
  }
  at("ergebnis").replaceChildren(part);
  at("antwort").focus();
}

async function answer(text) {
  shown = text.trim();
  const asked = shown;
  await loading;
  let found = await judged(asked);
  if (["load-keys", "blocking-unknown"].includes(found.answer)) {
    await refresh();
    found = await judged(asked);
  }
  if (asked === shown) say(found);
}

/** Takes the digits out of the address, so that they stay in no history. */
function fromAddress() {
  const digits = location.hash.slice(1);
  if (!digits) return;
  history.replaceState(null, "", location.pathname);
  if (digits !== "inhalt") answer(digits);
}

async function canScan() {
  if (!("BarcodeDetector" in window) || !navigator.mediaDevices?.getUserMedia) return false;
  return (await BarcodeDetector.getSupportedFormats()).includes("qr_code");
}

let stop = () => {};

async function scan() {
  const reader = new BarcodeDetector({ formats: ["qr_code"] }), picture = at("bild");
  let stream;
  try {
    stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
  } catch {
    at("keine-kamera").hidden = false;
    return;
  }
  at("keine-kamera").hidden = true;
  let going = true;
  stop = () => {
    going = false;
    stream.getTracks().forEach((one) => one.stop());
    picture.srcObject = null;
    at("sucher").hidden = true;
    at("scannen").hidden = false;
  };
  picture.srcObject = stream;
  at("sucher").hidden = false;
  at("scannen").hidden = true;
  await picture.play().catch(() => {});
  while (going) {
    const [code] = await reader.detect(picture).catch(() => []);
    if (code && going) {
      stop();
      await answer(code.rawValue);
      return;
    }
    await new Promise((done) => setTimeout(done, LOOK));
  }
}

/** Lets the worker keep the page with all it is made of, keys and lists included. */
async function keep() {
  if (!("serviceWorker" in navigator)) return;
  navigator.serviceWorker.addEventListener("message", (event) => {
    at("stand").hidden = false;
    at("ohne-netz").hidden = event.data !== "kept";
  });
  await navigator.serviceWorker.register("/k/worker.js", { scope: "/k" });
  const { active } = await navigator.serviceWorker.ready;
  await document.fonts.ready;
  const parts = performance.getEntriesByType("resource").map((one) => new URL(one.name));
  const ours = parts.filter((one) => one.origin === location.origin).map((one) => one.pathname);
  active.postMessage([location.pathname, told.keys, ...told.lists.split(" ").filter(Boolean), ...ours]);
}

at("formular").addEventListener("submit", (event) => {
  event.preventDefault();
  answer(at("text").value);
  at("text").value = "";
});
at("scannen").addEventListener("click", scan);
at("anhalten").addEventListener("click", () => stop());
addEventListener("hashchange", fromAddress);
addEventListener("pagehide", () => stop());
document.addEventListener("visibilitychange", () => (document.hidden ? stop() : refresh()));
addEventListener("online", refresh);
setInterval(refresh, HOUR);
refresh();
fromAddress();
const scans = await canScan().catch(() => false);
at("kamera").hidden = !scans;
at("kein-scanner").hidden = scans;
await loading;
await keep().catch(() => {});
