/**
 * Moves the focus to what a page is called, once another page has been opened: the next Tab goes on
 * inside it, and a screen reader says where one is.
 */
export function focusPage() {
  const main = document.querySelector("main");
  const heading = main?.querySelector<HTMLElement>("h1[tabindex]");
  (heading ?? main)?.focus({ preventScroll: true });
}
