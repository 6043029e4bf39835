import { useSyncExternalStore } from "react";
import { storage } from "@/lib/storage";
import { english } from "./words.en";
import { swahili } from "./words.sw";

export type Language = "en" | "sw";
export type Words = typeof english;

const KEY = "daftari.language";
const DICTIONARIES: Record<Language, Words> = { en: english, sw: swahili };
const listeners = new Set<() => void>();

function chosen(): Language {
  const stored = storage.get(KEY);
  if (stored === "en" || stored === "sw") return stored;
  return navigator.language.toLowerCase().startsWith("sw") ? "sw" : "en";
}

export function setLanguage(language: Language) {
  storage.set(KEY, language);
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void) {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function useLanguage(): { language: Language; words: Words } {
  const language = useSyncExternalStore(subscribe, chosen);
  return { language, words: DICTIONARIES[language] };
}
