import { Classified } from "./classified.js";
import { redaction } from "./rollout.js";
import { sha256 } from "./sha256.js";
import { type DeclaredValue } from "./values.js";

declare const process: { env: Record<string, string | undefined> } | undefined;
declare const crypto: { getRandomValues(bytes: Uint8Array): Uint8Array };

function hashed(one: DeclaredValue): DeclaredValue {
  const take = (value: unknown): string | undefined => {
    const plain = one.take(Classified.open(value));
    return plain === undefined ? undefined : hex(hmac(key(), String(plain))).slice(0, 32);
  };
  return { wanted: one.wanted, take };
}

function key(): Uint8Array {
  const fromEnvironment = typeof process === "undefined" ? undefined : process.env["UPSHOT_HASH_KEY"];
  redaction.key ??= fromEnvironment ? new TextEncoder().encode(fromEnvironment) : crypto.getRandomValues(new Uint8Array(32));
  return redaction.key;
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

export { hashed };
