/**
 * Local storage that never throws: the browser inside a captive-portal window may refuse it, or be
 * full. What cannot be kept is kept for as long as the page is open.
 */
const fallback = new Map<string, string>();

export type TextStore = {
  get(key: string): string | null;
  set(key: string, value: string): void;
  remove(key: string): void;
};

export const storage: TextStore = {
  get(key) {
    try {
      return localStorage.getItem(key) ?? fallback.get(key) ?? null;
    } catch {
      return fallback.get(key) ?? null;
    }
  },
  set(key, value) {
    try {
      localStorage.setItem(key, value);
      fallback.delete(key);
    } catch {
      fallback.set(key, value);
    }
  },
  remove(key) {
    fallback.delete(key);
    try {
      localStorage.removeItem(key);
    } catch {
      // Nothing was kept there, so nothing is left behind.
    }
  },
};

/** Reads a JSON value that `parse` accepts; anything else counts as absent. */
export function readJson<T>(key: string, parse: (value: unknown) => T | null): T | null {
  const text = storage.get(key);
  if (text === null) return null;
  try {
    return parse(JSON.parse(text));
  } catch {
    return null;
  }
}
