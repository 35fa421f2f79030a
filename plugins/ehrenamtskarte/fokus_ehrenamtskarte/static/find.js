// What a browser alone can do for the list of discounts: where somebody is, rounded to a kilometre, and what they noted.
// The place leaves the browser only in the search that somebody starts; of each that is noted it is asked how it stands.

const KEY = "fokus-vergünstigungen", MOST = 200, DETAIL = "/api/v1/ehrenamtskarte/discounts/";
const words = document.getElementById("gemerkt").dataset;
const make = (name, text, attributes = {}) => {
  const made = document.createElement(name);
  made.textContent = text;
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  return made;
};

/** What is noted, the latest first; a browser that keeps nothing, or something else there, is as one without notes. */
function noted() {
  try {
    const held = JSON.parse(localStorage.getItem(KEY) ?? "[]");
    return Array.isArray(held) ? held.filter((one) => /^[0-9a-f]{32}$/.test(one?.id) && typeof one.title === "string") : [];
  } catch {
    return [];
  }
}

function note(all) {
  try {
    localStorage.setItem(KEY, JSON.stringify(all.slice(0, MOST)));
    return true;
  } catch {
    return false;
  }
}

/** Shows on each button whether its discount is noted. */
function mark() {
  const ids = new Set(noted().map((one) => one.id));
  for (const button of document.querySelectorAll("button[data-discount]")) {
    button.hidden = false;
    const said = ids.has(button.dataset.discount) ? words.forget : words.note;
    button.firstElementChild.textContent = said;
    button.setAttribute("aria-label", `${said}: ${button.dataset.title}`);
  }
}

const asked = new Map(); // what was asked of the noted ones, each once while the page is open
const stands = ({ id }) => asked.get(id) ?? asked.set(id, ask(id)).get(id);

/** How it stands today: what has ended is still shown, and says so; without network it is shown as it was noted. */
async function ask(id) {
  const answer = await fetch(DETAIL + id, { headers: { Accept: "application/json" } }).catch(() => null);
  if (answer?.status === 404) return words.gone;
  if (!answer?.ok) return "";
  const found = await answer.json();
  return found.standing === "ended" ? words.ended : found.standing === "not-yet" ? words.notYet : "";
}

function list() {
  const all = noted(), section = document.getElementById("gemerkt"), items = section.querySelector("ul");
  section.hidden = all.length === 0;
  items.replaceChildren(
    ...all.map((one) => {
      const item = document.createElement("li"), head = document.createElement("h3");
      const partner = /^[0-9a-f]{32}$/.test(one.partner) ? `/ehrenamtskarte/partner/${one.partner}#v-${one.id}` : "#gemerkt";
      head.append(make("a", one.title, { href: partner }));
      const remove = make("button", "", { type: "button", class: "kern-btn kern-btn--tertiary kern-btn--x-small" });
      remove.append(make("span", words.remove, { class: "kern-label" }));
      remove.setAttribute("aria-label", `${words.remove}: ${one.title}`);
      remove.addEventListener("click", () => {
        note(noted().filter((other) => other.id !== one.id));
        show();
        document.getElementById("gemerkt-titel").focus();
      });
      item.append(head, make("p", one.where ?? ""), remove);
      stands(one).then((said) => said && head.append(" ", make("span", said, { class: "fk-tag" })));
      return item;
    }),
  );
}

function show() {
  mark();
  list();
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("button[data-discount]");
  if (!button) return;
  const { discount: id, partner, title, where } = button.dataset, all = noted();
  const left = all.filter((one) => one.id !== id);
  const kept = note(left.length < all.length ? left : [{ id, partner, title, where }, ...all]);
  if (!kept) document.getElementById("merken-meldung").textContent = words.notKept;
  show();
});

const near = document.getElementById("in-der-naehe");
if (near && "geolocation" in navigator) {
  near.hidden = false;
  const told = document.getElementById("ort-meldung");
  near.querySelector("button").addEventListener("click", () => {
    told.textContent = near.dataset.looking;
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        const form = near.closest("form");
        form.elements.breite.value = coords.latitude.toFixed(2); // two digits are about a kilometre
        form.elements.laenge.value = coords.longitude.toFixed(2);
        form.elements.ort.value = "";
        form.requestSubmit();
      },
      (error) => (told.textContent = error.code === error.PERMISSION_DENIED ? near.dataset.denied : near.dataset.failed),
      { enableHighAccuracy: false, timeout: 15000, maximumAge: 600000 },
    );
  });
}
window.addEventListener("storage", show);
show();
