import { useSyncExternalStore } from "react";
import { storage } from "@/lib/storage";

/** `system` follows the device; the other two were chosen by the person. */
export type Theme = "system" | "light" | "dark";

const KEY = "daftari.theme";
const listeners = new Set<() => void>();
const device = window.matchMedia("(prefers-color-scheme: dark)");

function chosen(): Theme {
  const stored = storage.get(KEY);
  return stored === "light" || stored === "dark" ? stored : "system";
}

function isDark(): boolean {
  const theme = chosen();
  return theme === "system" ? device.matches : theme === "dark";
}

function paint() {
  document.documentElement.dataset.theme = isDark() ? "dark" : "light";
  for (const listener of listeners) listener();
}

/** Called once, before the first render, so that the page never flashes in the other theme. */
export function startTheme() {
  device.addEventListener("change", paint);
  paint();
}

export function setTheme(theme: Theme) {
  if (theme === "system") storage.remove(KEY);
  else storage.set(KEY, theme);
  paint();
}

function subscribe(listener: () => void) {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function useTheme(): { theme: Theme; dark: boolean } {
  const theme = useSyncExternalStore(subscribe, chosen);
  const dark = useSyncExternalStore(subscribe, isDark);
  return { theme, dark };
}
