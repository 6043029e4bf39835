import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { brotliCompressSync, gzipSync } from "node:zlib";
import type { Plugin } from "vite";

/** Below this a packed file saves less than a network packet. */
const PACKED_BYTES_MIN = 1_024;

/**
 * Writes the styles into the page. As a file of their own they would keep it blank for one more
 * answer of a slow network, and they are of no use without it.
 */
export function stylesInPage(): Plugin {
  return {
    name: "styles-in-page",
    apply: "build",
    enforce: "post",
    transformIndexHtml: {
      order: "post",
      handler(html, { bundle }) {
        const link = /<link rel="stylesheet"[^>]* href="\/([^"]+)">/;
        const file = link.exec(html)?.[1] ?? "";
        const styles = bundle?.[file];
        if (styles?.type !== "asset") throw new Error("The page links no styles of this build.");
        delete bundle?.[file];
        return html.replace(link, () => `<style>${styles.source}</style>`);
      },
    },
  };
}

/**
 * Writes each text file once more as brotli and as gzip, so that the server packs nothing while
 * somebody waits. Browsers take brotli over HTTPS only.
 */
export function packed(): Plugin {
  return {
    name: "packed",
    apply: "build",
    writeBundle({ dir = "" }, bundle) {
      for (const [name, file] of Object.entries(bundle)) {
        const content = Buffer.from(file.type === "chunk" ? file.code : file.source);
        if (!/\.(js|css|html|svg)$/.test(name) || content.length < PACKED_BYTES_MIN) continue;
        writeFileSync(join(dir, `${name}.br`), brotliCompressSync(content));
        writeFileSync(join(dir, `${name}.gz`), gzipSync(content, { level: 9 }));
      }
    },
  };
}
