/** Elements, made without HTML: every text goes in as text. */

type Child = Node | string | number | null | undefined | false;
type Properties = Record<string, string | number | boolean | undefined | ((event: Event) => void)>;

/** `h("button", { class: "link", onclick: work }, "Show")`; attributes by their HTML names, handlers as `on…`. */
export function h<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  properties: Properties = {},
  ...children: Child[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (typeof value === "function") element.addEventListener(name.slice(2), value);
    else if (value === true) element.setAttribute(name, "");
    else if (value !== undefined && value !== false) element.setAttribute(name, String(value));
  }
  for (const child of children)
    if (child !== null && child !== undefined && child !== false)
      element.append(String(child) === child ? child : child instanceof Node ? child : String(child));
  return element;
}

/** Replaces what is inside; focus and scrolling stay with the elements of the same `data-key`. */
export function replace(parent: Element, ...children: Node[]): void {
  const keyed = (key: string) => parent.querySelector<HTMLElement>(`[data-key="${CSS.escape(key)}"]`);
  const focused = parent.contains(document.activeElement)
    ? (document.activeElement as HTMLElement).dataset.key
    : undefined;
  const scrolled = [...parent.querySelectorAll<HTMLElement>(".scroll")].map(
    (each) => [each.dataset.key ?? "", each.scrollTop, each.scrollLeft] as const,
  );
  const open = [...parent.querySelectorAll<HTMLElement>("details[open] > summary[data-key]")].map(
    (each) => each.dataset.key ?? "",
  );
  parent.replaceChildren(...children);
  for (const key of open) keyed(key)?.closest("details")?.setAttribute("open", "");
  for (const [key, top, left] of scrolled) keyed(key)?.scrollTo({ top, left, behavior: "instant" });
  if (focused !== undefined) keyed(focused)?.focus({ preventScroll: true });
}

export const link = (href: string, text: string) => h("a", { href }, text);
