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

export { sha256 };
