namespace Upshot.Plan;

/// <summary>
/// SHA-256 (FIPS 180-4), for names of what is public. The framework's own loads OpenSSL, which takes a command that lives for a tenth of a second longer
/// than to read a plan's YAML.
/// </summary>
public static class Sha256
{
    private const int BlockBytes = 64;

    // The first 32 bits of the fractional parts of the cube roots of the first 64 primes (4.2.2).
    private static readonly uint[] s_constants =
    [
        0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5, 0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
        0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da, 0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
        0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85, 0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
        0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3, 0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2,
    ];

    /// <summary>Lower-case hexadecimal, 64 digits.</summary>
    public static string Hex(byte[] bytes)
    {
        uint[] state = [0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19];
        var schedule = new uint[BlockBytes];
        var whole = bytes.Length / BlockBytes * BlockBytes;
        for (var at = 0; at < whole; at += BlockBytes)
        {
            Compress(state, schedule, bytes, at);
        }

        var end = End(bytes, whole);
        for (var at = 0; at < end.Length; at += BlockBytes)
        {
            Compress(state, schedule, end, at);
        }

        var hex = new char[64];
        for (var digit = 0; digit < hex.Length; digit++)
        {
            hex[digit] = "0123456789abcdef"[(int)(state[digit / 8] >> (28 - (digit % 8 * 4))) & 15];
        }

        return new string(hex);
    }

    /// <summary>What is left after whole blocks, a one, zeroes, and the message's length in bits (5.1.1).</summary>
    private static byte[] End(byte[] bytes, int from)
    {
        var left = bytes.Length - from;
        var end = new byte[left + 9 <= BlockBytes ? BlockBytes : 2 * BlockBytes];
        Array.Copy(bytes, from, end, 0, left);
        end[left] = 0x80;
        var bits = (ulong)bytes.Length * 8;
        for (var i = 1; i <= 8; i++, bits >>= 8)
        {
            end[end.Length - i] = (byte)bits;
        }

        return end;
    }

    private static void Compress(uint[] state, uint[] w, byte[] bytes, int at)
    {
        for (var t = 0; t < 16; t++)
        {
            var i = at + (4 * t);
            w[t] = ((uint)bytes[i] << 24) | ((uint)bytes[i + 1] << 16) | ((uint)bytes[i + 2] << 8) | bytes[i + 3];
        }

        for (var t = 16; t < w.Length; t++)
        {
            var early = Right(w[t - 15], 7) ^ Right(w[t - 15], 18) ^ (w[t - 15] >> 3);
            var late = Right(w[t - 2], 17) ^ Right(w[t - 2], 19) ^ (w[t - 2] >> 10);
            w[t] = late + w[t - 7] + early + w[t - 16];
        }

        uint a = state[0], b = state[1], c = state[2], d = state[3], e = state[4], f = state[5], g = state[6], h = state[7];
        for (var t = 0; t < w.Length; t++)
        {
            var one = h + (Right(e, 6) ^ Right(e, 11) ^ Right(e, 25)) + ((e & f) ^ (~e & g)) + s_constants[t] + w[t];
            var two = (Right(a, 2) ^ Right(a, 13) ^ Right(a, 22)) + ((a & b) ^ (a & c) ^ (b & c));
            (h, g, f, e, d, c, b, a) = (g, f, e, d + one, c, b, a, one + two);
        }

        state[0] += a;
        state[1] += b;
        state[2] += c;
        state[3] += d;
        state[4] += e;
        state[5] += f;
        state[6] += g;
        state[7] += h;
    }

    private static uint Right(uint word, int by) => (word >> by) | (word << (32 - by));
}
