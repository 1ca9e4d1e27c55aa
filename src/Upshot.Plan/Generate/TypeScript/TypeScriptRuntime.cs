namespace Upshot.Plan.Generate.TypeScript;

/// <summary>The parts of a generated TypeScript module that are the same for every plan.</summary>
internal static class TypeScriptRuntime
{
    public const string Switches = """
        type Stage = { readonly stage: string; readonly share: number };

        // Declared here, so that neither the types of Node.js nor those of browsers are needed.
        declare function fetch(url: string, init: { headers: Record<string, string> }): Promise<{
          ok: boolean;
          headers: { get(name: string): string | null };
          json(): Promise<unknown>;
        }>;
        declare function setTimeout(call: () => void, milliseconds: number): unknown;
        declare const TextEncoder: new () => { encode(text: string): Uint8Array };

        let instance = "";
        let stages = new Map<string, Stage>(PLANNED);
        const on = new Set<string>();

        let redactionKey: Uint8Array | undefined;

        /**
         * Says which process this is, and the key of its hashes; what is left out stays as it was.
         *
         * `instanceId`: service.instance.id, by which a canary decides whether it is one.
         * `redactionKey`: without it UPSHOT_HASH_KEY of the environment; without that, a new one for each process.
         */
        export function configure(settings: { instanceId?: string; redactionKey?: string }): void {
          instance = settings.instanceId ?? instance;
          redactionKey = settings.redactionKey === undefined ? redactionKey : new TextEncoder().encode(settings.redactionKey);
          switchAll();
        }

        /** Switches signals as a server says (the JSON of GET /api/v1/rollout). A signal that it does not name is as the plan says. */
        export function applyRollout(answer: unknown): void {
          stages = new Map(PLANNED);
          const said = entry(answer, "signals");
          for (const signal of PLANNED.keys()) {
            const found = entry(said, signal);
            if (found !== undefined) {
              stages.set(signal, { stage: String(entry(found, "stage")), share: Number(entry(found, "share") ?? 0) });
            }
          }
          switchAll();
        }

        /**
         * Asks a server such as http://localhost:4600 again and again; answers with what stops it. It keeps no process alive.
         * While the server is away everything stays as it was.
         */
        export function followRollout(server: string, settings: { seconds?: number; headers?: Record<string, string> } = {}): () => void {
          let isOver = false;
          let tag: Record<string, string> = {};
          const ask = async (): Promise<void> => {
            try {
              const answer = await fetch(`${server.replace(/\/+$/, "")}/api/v1/rollout`, { headers: { ...settings.headers, ...tag } });
              if (answer.ok && !isOver) {
                applyRollout(await answer.json());
                const changed = answer.headers.get("etag");
                tag = changed === null ? {} : { "if-none-match": changed };
              }
            } catch {
              // Away, or no JSON.
            }
            if (!isOver) {
              const timer = setTimeout(() => void ask(), (settings.seconds ?? 30) * 1000);
              (timer as { unref?: () => void }).unref?.();
            }
          };
          void ask();
          return () => {
            isOver = true;
          };
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

        """;

    public const string Classified = """
        class Classified<T> {
          readonly #value: T;
          constructor(value: T) {
            this.#value = value;
          }
          /** @internal Only for redaction. */
          static open(of: Classified<unknown>): unknown {
            return of.#value;
          }
          toString(): string {
            return "***";
          }
          toJSON(): string {
            return "***";
          }
        }

        /** A value that could identify a person. Attributes of this class take no other. */
        export class Personal<T> extends Classified<T> {
          declare private readonly privacy: "personal";
        }

        /** A value that is never stored as it is. Attributes of this class take no other. */
        export class Secret<T> extends Classified<T> {
          declare private readonly privacy: "secret";
        }

        """;

    public const string Drop = """
        function drop(_: Classified<unknown> | undefined): undefined {
          return undefined;
        }

        """;

    public const string Mask = """
        function mask(value: Classified<unknown> | undefined): string | undefined {
          return value === undefined ? undefined : "***";
        }

        """;

    public const string Hash = """
        declare const process: { env: Record<string, string | undefined> } | undefined;
        declare const crypto: { getRandomValues(bytes: Uint8Array): Uint8Array };

        function hash(value: Classified<unknown> | undefined): string | undefined {
          return value === undefined ? undefined : hex(hmac(key(), String(Classified.open(value)))).slice(0, 32);
        }

        function key(): Uint8Array {
          const fromEnvironment = typeof process === "undefined" ? undefined : process.env["UPSHOT_HASH_KEY"];
          redactionKey ??= fromEnvironment ? new TextEncoder().encode(fromEnvironment) : crypto.getRandomValues(new Uint8Array(32));
          return redactionKey;
        }

        function hmac(bytes: Uint8Array, text: string): Uint8Array {
          const block = new Uint8Array(64);
          block.set(bytes.length > 64 ? sha256(bytes) : bytes);
          const inner = sha256(joined(block.map((byte) => byte ^ 0x36), new TextEncoder().encode(text)));
          return sha256(joined(block.map((byte) => byte ^ 0x5c), inner));
        }

        function joined(first: Uint8Array, second: Uint8Array): Uint8Array {
          const both = new Uint8Array(first.length + second.length);
          both.set(first);
          both.set(second, first.length);
          return both;
        }

        function hex(bytes: Uint8Array): string {
          return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
        }

        """;

    public const string Sha256 = """
        // FIPS 180-4. The hashes of platforms are either asynchronous or not everywhere.
        const primes: number[] = [];
        for (let n = 2; primes.length < 64; n++) {
          if (primes.every((prime) => n % prime !== 0)) {
            primes.push(n);
          }
        }
        const fractional = (root: number): number => ((root - Math.floor(root)) * 2 ** 32) | 0;
        const k = primes.map((prime) => fractional(Math.cbrt(prime)));

        function sha256(message: Uint8Array): Uint8Array {
          const state = Int32Array.from(primes.slice(0, 8), (prime) => fractional(Math.sqrt(prime)));
          const padded = new Uint8Array(((message.length + 72) >>> 6) << 6);
          padded.set(message);
          padded[message.length] = 0x80;
          const view = new DataView(padded.buffer);
          view.setUint32(padded.length - 8, Math.floor(message.length / 2 ** 29));
          view.setUint32(padded.length - 4, (message.length << 3) >>> 0);
          const rotate = (word: number, by: number): number => (word >>> by) | (word << (32 - by));
          const w = new Int32Array(64);
          const at = (words: Int32Array | number[], i: number): number => words[i] ?? 0;
          for (let start = 0; start < padded.length; start += 64) {
            for (let i = 0; i < 64; i++) {
              const before = at(w, i - 15);
              const last = at(w, i - 2);
              w[i] = i < 16
                ? view.getInt32(start + i * 4)
                : at(w, i - 16) +
                  (rotate(before, 7) ^ rotate(before, 18) ^ (before >>> 3)) +
                  at(w, i - 7) +
                  (rotate(last, 17) ^ rotate(last, 19) ^ (last >>> 10));
            }
            let [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0] = state;
            for (let i = 0; i < 64; i++) {
              const one = (h + (rotate(e, 6) ^ rotate(e, 11) ^ rotate(e, 25)) + ((e & f) ^ (~e & g)) + at(k, i) + at(w, i)) | 0;
              const two = ((rotate(a, 2) ^ rotate(a, 13) ^ rotate(a, 22)) + ((a & b) ^ (a & c) ^ (b & c))) | 0;
              [h, g, f, e, d, c, b, a] = [g, f, e, (d + one) | 0, c, b, a, (one + two) | 0];
            }
            [a, b, c, d, e, f, g, h].forEach((word, i) => (state[i] = at(state, i) + word));
          }
          const digest = new DataView(new ArrayBuffer(32));
          state.forEach((word, i) => digest.setInt32(i * 4, word));
          return new Uint8Array(digest.buffer);
        }

        """;

    public const string Values = """
        type Value = string | number | boolean | string[] | number[] | boolean[];
        type Values = Record<string, Value>;
        type Given = Record<string, Value | readonly string[] | readonly number[] | readonly boolean[] | undefined>;

        function given(values: Given): Values {
          const some = Object.create(null) as Values;
          for (const [name, value] of Object.entries(values)) {
            if (value !== undefined) {
              some[name] = typeof value === "object" ? ([...value] as Value) : value;
            }
          }
          return some;
        }

        """;

    public const string Told = """
        /** A template with the values that it names in braces. */
        function told(template: string, values: Values): string {
          return template.replace(/\{([^{}]+)\}/g, (_, found: string) => String(values[found] ?? ""));
        }

        """;

    public const string Instrument = """
        /** An instrument of the provider that is set up now: the API gives away nothing that finds its provider later. */
        function instrument<T>(create: (meter: Meter) => T): () => T {
          let from: MeterProvider | undefined;
          let made: T | undefined;
          return () => {
            const provider = metrics.getMeterProvider();
            if (made === undefined || provider !== from) {
              from = provider;
              made = create(provider.getMeter(SCOPE));
            }
            return made;
          };
        }

        """;

    public const string SpanCall = """
        declare const performance: { now(): number };
        type Outcome = "success" | "failure" | "abandoned";

        /** One run of what a span describes. It ends with succeed or fail, or else as abandoned; nothing happens after the end. */
        abstract class SpanCall {
          /** The context of the span, for work that belongs to it. */
          readonly context: Context;
          protected readonly values: Values;
          protected readonly amounts = new Map<string, number>();
          readonly #span: Span | undefined;
          readonly #carried: readonly string[];
          readonly #started = performance.now();
          /** What was thrown. */
          protected error: Error | undefined;
          /** Whether the event of the span has told what was thrown. */
          protected wasTold = false;
          #isEnded = false;

          protected constructor(
            what: {
              readonly signal: string;
              readonly contract: string;
              readonly name: string;
              readonly naming?: string;
              readonly kind: SpanKind;
              readonly attributes: readonly string[];
            },
            values: Given,
            parent: Context,
          ) {
            this.values = given(values);
            this.#carried = what.attributes;
            if (on.has(what.signal)) {
              const attributes = { ...this.some(what.attributes), "upshot.signal": what.contract };
              this.#span = tracer.startSpan(what.naming === undefined ? what.name : told(what.naming, this.values), { kind: what.kind, attributes }, parent);
              this.context = trace.setSpan(parent, this.#span);
            } else {
              this.context = parent;
            }
          }

          /** Does some work with the span as the current one. */
          with<T>(work: () => T): T {
            return contexts.with(this.context, work);
          }

          [Symbol.dispose](): void {
            this.ended("abandoned", {}, {});
          }

          protected succeeded(values: Given, amounts: Record<string, number | undefined>): void {
            this.ended("success", values, amounts);
          }

          protected failed(error: unknown, values: Given, amounts: Record<string, number | undefined>): void {
            if (this.#isEnded) {
              return;
            }
            this.error = error instanceof Error ? error : undefined;
            this.values["error.type"] = error instanceof Error ? error.name : typeof error === "string" ? error : typeof error;
            this.#span?.setStatus({ code: SpanStatusCode.ERROR });
            this.ended("failure", values, amounts);
          }

          /** The values of these names, as far as they were given. */
          protected some(names: readonly string[]): Values {
            const some = Object.create(null) as Values;
            for (const name of names) {
              const value = this.values[name];
              if (value !== undefined) {
                some[name] = value;
              }
            }
            return some;
          }

          /** Records metrics and writes the event. */
          protected record(_milliseconds: number): void {}

          private ended(outcome: Outcome, values: Given, amounts: Record<string, number | undefined>): void {
            if (this.#isEnded) {
              return;
            }
            this.#isEnded = true;
            const milliseconds = performance.now() - this.#started;
            Object.assign(this.values, given(values), { "upshot.outcome": outcome });
            for (const [name, amount] of Object.entries(amounts)) {
              if (amount !== undefined) {
                this.amounts.set(name, amount);
              }
            }
            this.#span?.setAttributes(this.some([...this.#carried, "upshot.outcome", "error.type"]));
            try {
              this.record(milliseconds);
              if (this.error !== undefined && !this.wasTold) {
                this.#span?.recordException(this.error);
              }
            } finally {
              this.#span?.end();
            }
          }
        }

        /** Runs a body with the span as the current one; ends it when the body, or the promise that it returns, is done. */
        function running<C extends SpanCall, T>(call: C & { fail(error: unknown): void }, body: (call: C) => T): T {
          try {
            const result = call.with(() => body(call));
            if (!isPromise(result)) {
              call[Symbol.dispose]();
              return result;
            }
            return result.then(
              (value) => {
                call[Symbol.dispose]();
                return value;
              },
              (error: unknown) => {
                call.fail(thrown(error));
                throw error;
              },
            ) as T;
          } catch (error) {
            call.fail(thrown(error));
            throw error;
          }
        }

        /** Text that was thrown is a message, and no sort of failure. */
        function thrown(error: unknown): Error | string {
          return error instanceof Error ? error : typeof error;
        }

        function isPromise(result: unknown): result is PromiseLike<unknown> {
          return typeof result === "object" && result !== null && "then" in result && typeof result.then === "function";
        }

        """;

    public const string Write = """
        function write(name: string, contract: string, message: string, values: Values, inside: Context, error?: Error): void {
          const failed = values["upshot.outcome"] === "failure";
          logger.emit({
            eventName: name,
            timestamp: Date.now(),
            severityNumber: failed ? SeverityNumber.ERROR : SeverityNumber.INFO,
            severityText: failed ? "ERROR" : "INFO",
            body: told(message, values),
            attributes: {
              ...values,
              "upshot.signal": contract,
              ...(error && { "exception.type": error.name, "exception.message": error.message, "exception.stacktrace": error.stack ?? "" }),
            },
            context: inside,
          });
        }

        """;
}
