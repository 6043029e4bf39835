/**
 * Why a request did not succeed: the server's `application/problem+json`, or, where no answer came,
 * one of our own codes. `status` is 0 when the server was never heard.
 */
export class Problem extends Error {
  readonly status: number;
  readonly code: string;
  readonly requestId: string | null;
  readonly fields: Record<string, string[]>;
  readonly retryAfterSeconds: number | null;

  constructor(facts: {
    status: number;
    code: string;
    detail: string;
    requestId?: string | null;
    fields?: Record<string, string[]>;
    retryAfterSeconds?: number | null;
  }) {
    super(facts.detail);
    this.name = "Problem";
    this.status = facts.status;
    this.code = facts.code;
    this.requestId = facts.requestId ?? null;
    this.fields = facts.fields ?? {};
    this.retryAfterSeconds = facts.retryAfterSeconds ?? null;
  }

  /** The outcome of the request is unknown or passing: the same request may be sent again. */
  get mayRetry(): boolean {
    return this.status === 0 || this.status === 202 || this.status === 429 || this.status >= 500;
  }
}

export function problemFromThrown(thrown: unknown): Problem {
  if (thrown instanceof Problem) return thrown;
  const timedOut = thrown instanceof DOMException && thrown.name === "TimeoutError";
  return new Problem({
    status: 0,
    code: timedOut ? "timed_out" : "unreachable",
    detail: timedOut
      ? "The server did not answer in time."
      : "The server could not be reached. Check your connection.",
  });
}

export function problemFromAnswer(response: Response, body: unknown): Problem {
  const facts = isRecord(body) ? body : {};
  const header = response.headers.get("retry-after");
  return new Problem({
    status: response.status,
    code: text(facts.code) ?? `http_${response.status}`,
    detail: text(facts.detail) ?? text(facts.title) ?? `The server answered ${response.status}.`,
    requestId: text(facts.request_id) ?? response.headers.get("x-request-id"),
    fields: isRecord(facts.errors) ? (facts.errors as Record<string, string[]>) : {},
    retryAfterSeconds: number(facts.retry_after_seconds) ?? number(Number(header ?? Number.NaN)),
  });
}

type Answer<T> = { data?: T; error?: unknown; response: Response };

/**
 * The body of a successful answer, or a thrown `Problem`. A read that answers 202 says that its
 * read model has not caught up with `min_position` yet: that is thrown too, and tried again.
 */
export async function unwrap<T>(request: Promise<Answer<T>>): Promise<T> {
  let answer: Answer<T>;
  try {
    answer = await request;
  } catch (thrown) {
    if (thrown instanceof DOMException && thrown.name === "AbortError") throw thrown;
    throw problemFromThrown(thrown);
  }
  if (!answer.response.ok) throw problemFromAnswer(answer.response, answer.error);
  return answer.data as T;
}

export async function unwrapRead<T>(request: Promise<Answer<T>>): Promise<T> {
  return unwrap(
    request.then((answer) => {
      if (answer.response.status !== 202) return answer;
      throw new Problem({
        status: 202,
        code: "read_model_behind",
        detail: "The figures have not caught up with your last change yet.",
      });
    }),
  );
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}

function text(value: unknown): string | null {
  return typeof value === "string" && value !== "" ? value : null;
}

function number(value: unknown): number | null {
  return typeof value === "number" && Number.isFinite(value) ? value : null;
}
