/** Dark or light: as the machine says, or as the person chose. */
const NEXT = { auto: "light", light: "dark", dark: "auto" } as const;
type Theme = keyof typeof NEXT;
const TOLD: Record<Theme, string> = { auto: "Colours: as the machine", light: "Colours: light", dark: "Colours: dark" };

const listeners = new Set<() => void>();
const isDarkMachine = matchMedia("(prefers-color-scheme: dark)");
const chosen = (): Theme => {
  const kept = localStorage.getItem("theme");
  return kept === "light" || kept === "dark" ? kept : "auto";
};

/** Calls `changed` whenever the colours are other ones, until `signal`. */
export function onTheme(changed: () => void, signal: AbortSignal): void {
  listeners.add(changed);
  signal.addEventListener("abort", () => listeners.delete(changed));
}

export const colour = (name: string) => getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();

export function startTheme(button: HTMLButtonElement): void {
  const apply = () => {
    const theme = chosen();
    const isDark = theme === "dark" || (theme === "auto" && isDarkMachine.matches);
    document.documentElement.dataset.theme = isDark ? "dark" : "light";
    button.textContent = TOLD[theme];
    for (const listener of listeners) listener();
  };
  button.addEventListener("click", () => {
    localStorage.setItem("theme", NEXT[chosen()]);
    apply();
  });
  isDarkMachine.addEventListener("change", apply);
  apply();
}
