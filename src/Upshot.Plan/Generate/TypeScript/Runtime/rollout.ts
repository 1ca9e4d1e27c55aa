import { PLAN } from "./plan.js";
import { sha256 } from "./sha256.js";

type Stage = { readonly stage: string; readonly share: number };

// Declared here, so that neither the types of Node.js nor those of browsers are needed.
type AnswerPart = { done: boolean; value?: Uint8Array | undefined };
declare function fetch(url: string, init: { headers: Record<string, string>; redirect: "error"; signal: unknown }): Promise<{
  ok: boolean;
  status: number;
  headers: { get(name: string): string | null };
  body: { getReader(): { read(): Promise<AnswerPart>; cancel(): Promise<void> } } | null;
}>;
declare const AbortSignal: { timeout(milliseconds: number): unknown };
declare function setTimeout(call: () => void, milliseconds: number): unknown;
declare const TextEncoder: new () => { encode(text: string): Uint8Array };
declare const TextDecoder: new () => { decode(bytes?: Uint8Array, options?: { stream: boolean }): string };

const MOST_BYTES = 2 ** 20;
const MOST_MILLISECONDS = 10_000;

let instance = "";
const PLANNED: ReadonlyMap<string, Stage> = new Map(Object.entries(PLAN.signals));
let stages = new Map<string, Stage>(PLANNED);
const on = new Set<string>();

const redaction: { key?: Uint8Array } = {};

/**
 * Says which process this is, and the key of its hashes; what is left out stays as it was.
 *
 * `instanceId`: service.instance.id, by which a canary decides whether it is one.
 * `redactionKey`: without it UPSHOT_HASH_KEY of the environment; without that, a new one for each process.
 */
export function configure(settings: { instanceId?: string; redactionKey?: string }): void {
  instance = settings.instanceId ?? instance;
  if (settings.redactionKey !== undefined) {
    redaction.key = new TextEncoder().encode(settings.redactionKey);
  }
  switchAll();
}

/**
 * Switches signals as a server says (the JSON of GET /api/v1/rollout). A signal that it does not name is as the plan says. What makes no sense
 * changes nothing, and is answered with false.
 */
export function applyRollout(answer: unknown): boolean {
  const said = entry(answer, "signals");
  if (typeof said !== "object" || said === null || Array.isArray(said)) {
    return false;
  }
  const told = new Map<string, Stage>(PLANNED);
  for (const [signal, entered] of Object.entries(said)) {
    const stage = entry(entered, "stage");
    const share = entry(entered, "share") ?? (stage === "canary" ? undefined : 0);
    if ((stage !== "off" && stage !== "canary" && stage !== "on") || typeof share !== "number" || !(share >= 0 && share <= 1)) {
      return false;
    }
    if (PLANNED.has(signal)) {
      told.set(signal, { stage, share });
    }
  }
  stages = told;
  switchAll();
  return true;
}

/**
 * Asks a server such as http://localhost:4600 again and again; answers with what stops it. It keeps no process alive.
 * While the server is away, or answers with nonsense, everything stays as it was, and it is asked less often.
 */
export function followRollout(server: string, settings: { seconds?: number; headers?: Record<string, string> } = {}): () => void {
  let isOver = false;
  let failures = 0;
  let tag: Record<string, string> = {};
  const ask = async (): Promise<void> => {
    let isSense = false;
    try {
      // A server sends nobody elsewhere: whoever does would be given the token.
      const asked = { headers: { ...settings.headers, ...tag }, redirect: "error", signal: AbortSignal.timeout(MOST_MILLISECONDS) } as const;
      const answer = await fetch(`${server.replace(/\/+$/, "")}/api/v1/rollout`, asked);
      const said = answer.ok ? await limited(answer.body?.getReader()) : "";
      isSense = answer.status === 304 || (answer.ok && !isOver && applyRollout(JSON.parse(said)));
      if (isSense && answer.ok) {
        const changed = answer.headers.get("etag");
        tag = changed === null ? {} : { "if-none-match": changed };
      }
    } catch {
      // Away, too slow, too large, or no JSON.
    }
    failures = isSense ? 0 : failures + 1;
    if (!isOver) {
      const timer = setTimeout(() => void ask(), pause(settings.seconds ?? 30, failures) * 1000);
      (timer as { unref?: () => void }).unref?.();
    }
  };
  void ask();
  return () => {
    isOver = true;
  };
}

/** The text of an answer, as far as one that makes sense is long. */
async function limited(reader: { read(): Promise<AnswerPart>; cancel(): Promise<void> } | undefined): Promise<string> {
  const decoder = new TextDecoder();
  let text = "";
  let bytes = 0;
  for (let part = await reader?.read(); part?.value !== undefined; part = await reader?.read()) {
    bytes += part.value.length;
    if (bytes > MOST_BYTES) {
      await reader?.cancel();
      return "";
    }
    text += decoder.decode(part.value, { stream: true });
  }
  return text + decoder.decode();
}

/** Seconds until the next question: doubled up to ten minutes while there is no answer, and a fifth more or less, so that processes that began together do not ask together. */
function pause(seconds: number, failures: number): number {
  return Math.min(seconds * 2 ** failures, Math.max(600, seconds)) * (0.8 + Math.random() * 0.4);
}

/** Whether this process emits a signal, by its id such as `span.shop.checkout`. */
export function isOn(signal: string): boolean {
  return on.has(signal);
}

function entry(of: unknown, name: string): unknown {
  return typeof of === "object" && of !== null && Object.hasOwn(of, name) ? (of as Record<string, unknown>)[name] : undefined;
}

function switchAll(): void {
  on.clear();
  for (const [signal, { stage, share }] of stages) {
    if (stage === "on" || (stage === "canary" && instance !== "" && fraction(`${signal}\n${instance}`) < share)) {
      on.add(signal);
    }
  }
}

/** 0 to 1, always the same for the same text, whatever the language. */
function fraction(text: string): number {
  const bytes = sha256(new TextEncoder().encode(text));
  return (bytes.slice(0, 6).reduce((sum, byte) => sum * 256 + byte, 0) * 32 + ((bytes[6] ?? 0) >>> 3)) / 2 ** 53;
}

export { on, redaction, switchAll, type Stage };
