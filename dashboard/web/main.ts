/** The page's frame: which page is shown, its colours, and one line for what is wrong. */
import { onReached } from "./api.ts";
import { h } from "./dom.ts";
import { clock } from "./format.ts";
import { BOOKINGS } from "./pages/bookings.ts";
import { businessPage } from "./pages/business.ts";
import { customersPage } from "./pages/customers.ts";
import { DEVICES } from "./pages/devices.ts";
import { FILMS } from "./pages/films.ts";
import { operationsPage } from "./pages/operations.ts";
import { RATINGS } from "./pages/ratings.ts";
import { SALES } from "./pages/sales.ts";
import { SESSIONS } from "./pages/sessions.ts";
import { startPage } from "./pages/start.ts";
import { startTheme } from "./theme.ts";

/** Says what is wrong above the page; an empty text takes it back. */
export type Tell = (text: string) => void;
/** `about` is what the address says beside the page: `#/operations/<drop>`. */
type Page = (page: HTMLElement, signal: AbortSignal, tell: Tell, about: string) => void;

const PAGES: Record<string, { name: string; show: Page }> = {
  start: { name: "Start", show: startPage },
  operations: { name: "Operations", show: operationsPage },
  films: { name: "Films", show: businessPage(FILMS) },
  ratings: { name: "Ratings", show: businessPage(RATINGS) },
  bookings: { name: "Bookings", show: businessPage(BOOKINGS) },
  customers: { name: "Customers", show: customersPage },
  devices: { name: "Devices", show: businessPage(DEVICES) },
  sales: { name: "Sales", show: businessPage(SALES) },
  sessions: { name: "Sessions", show: businessPage(SESSIONS) },
};

const byId = <T extends HTMLElement>(id: string) => document.getElementById(id) as T;
const main = byId("page");
const trouble = byId("trouble");
const tell: Tell = (text) => {
  trouble.hidden = text === "";
  if (trouble.textContent !== text) trouble.textContent = text;
};

let lastReached = Date.now();
let isReached = true;
onReached((isNow) => {
  if (isNow) lastReached = Date.now();
  if (isNow === isReached) return;
  isReached = isNow;
  tell(
    isNow
      ? ""
      : `The twin does not answer. What is shown is from ${clock(lastReached)} UTC; it is asked again and again. Does npm start still run?`,
  );
});

const links = Object.entries(PAGES).map(([key, { name }]) => h("a", { href: `#/${key}`, "data-page": key }, name));
byId("pages").replaceChildren(...links);

let leaving = new AbortController();
function route(isFirst: boolean): void {
  const [asked = "", about = ""] = location.hash.replace(/^#\//, "").split("/");
  const key = Object.hasOwn(PAGES, asked) ? asked : "start";
  const { name, show } = PAGES[key]!;
  leaving.abort();
  leaving = new AbortController();
  for (const each of links) {
    if (each.dataset.page === key) each.setAttribute("aria-current", "page");
    else each.removeAttribute("aria-current");
  }
  document.title = `${name} · Reelhouse`;
  if (isReached) tell("");
  const { signal } = leaving;
  show(main, signal, tell, about);
  if (!isFirst) {
    main.focus({ preventScroll: true });
    scrollTo(0, 0);
    byId("live").textContent = `${name} is shown.`;
  }
}

document.querySelector(".skip")?.addEventListener("click", (event) => {
  event.preventDefault(); // its address is not that of a page
  main.focus();
});
startTheme(byId<HTMLButtonElement>("theme"));
addEventListener("hashchange", () => route(false));
route(true);
