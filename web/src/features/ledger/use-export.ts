import { useRef, useState } from "react";
import { saveFile } from "@/lib/save-file";
import { apiForFiles } from "@/services/client";
import { Problem, problemFromThrown, unwrapRead } from "@/services/problem";

export type FileFormat = "csv" | "xlsx" | "hledger" | "beancount";

type ExportState =
  | { kind: "idle" }
  | { kind: "running"; format: FileFormat; bytes: number }
  | { kind: "saved"; file: string; bytes: number }
  | { kind: "failed"; format: FileFormat; problem: Problem };

/** One report as a file: it is counted while it arrives, can be stopped, and is saved once whole. */
export function useExport(report: string, asOf: Date | null) {
  const [state, setState] = useState<ExportState>({ kind: "idle" });
  const running = useRef<AbortController | null>(null);

  const start = async (format: FileFormat) => {
    running.current?.abort();
    const controller = new AbortController();
    running.current = controller;
    setState({ kind: "running", format, bytes: 0 });
    try {
      const body = await begin({ report, format, asOf, signal: controller.signal });
      const file = await whole(body, (bytes) => setState({ kind: "running", format, bytes }));
      const name = nameOf(report, format);
      saveFile(file, name);
      setState({ kind: "saved", file: name, bytes: file.size });
    } catch (thrown) {
      if (controller.signal.aborted) return;
      setState({ kind: "failed", format, problem: problemFromThrown(thrown) });
    }
  };
  const stop = () => {
    running.current?.abort();
    setState({ kind: "idle" });
  };
  return { state, start, stop };
}

type Wanted = { report: string; format: FileFormat; asOf: Date | null; signal: AbortSignal };

async function begin({ report, format, asOf, signal }: Wanted) {
  const query = { format, ...(asOf && { as_of: asOf.toISOString() }) };
  const body = await unwrapRead(
    apiForFiles.GET("/api/finance/exports/{report}/", {
      params: { path: { report }, query },
      parseAs: "stream",
      signal,
    }),
  );
  return body as ReadableStream<Uint8Array<ArrayBuffer>>;
}

/** What fails on the way broke off: the server has no way to say so but to end the connection. */
async function whole(
  body: ReadableStream<Uint8Array<ArrayBuffer>>,
  onBytes: (count: number) => void,
): Promise<Blob> {
  const reader = body.getReader();
  const parts: Uint8Array<ArrayBuffer>[] = [];
  let count = 0;
  for (;;) {
    const { done, value } = await reader.read().catch((thrown) => {
      if (thrown instanceof DOMException && thrown.name === "AbortError") throw thrown;
      throw new Problem({
        status: 0,
        code: "broke_off",
        detail: "The file broke off before its end, so nothing was saved. Try again.",
      });
    });
    if (done) return new Blob(parts);
    parts.push(value);
    count += value.length;
    onBytes(count);
  }
}

/** As the server names them, too. */
function nameOf(report: string, format: FileFormat): string {
  if (format === "hledger") return "daftari.journal";
  return format === "beancount" ? "daftari.beancount" : `${report}.${format}`;
}
