using System.IO.Hashing;
using System.Security.Cryptography;

namespace Upshot.Observe.Policy.Privacy;

/// <summary>
/// The keyed hash of generated code: HMAC-SHA256, its first 16 bytes as lower-case hexadecimal. The same people come again and
/// again, so the hashes of many values are remembered; for any number of threads.
/// </summary>
internal sealed class ValueHash(byte[] key)
{
    public const int Length = 32;
    private const int Remembered = 1 << 15;

    /// <summary>Values are chosen by strangers: which of them share a place must not be known to them.</summary>
    private readonly long _seed = BitConverter.ToInt64(RandomNumberGenerator.GetBytes(sizeof(long)));
    private readonly Known?[] _known = new Known?[Remembered];

    /// <summary>With the key in it already: setting one up takes longer than hashing a value.</summary>
    private readonly ThreadLocal<IncrementalHash> _keyed = new(() => IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, key));

    private sealed record Known(UInt128 Value, byte[] Hash);

    public static bool IsOne(ReadOnlySpan<byte> text) => text.Length == Length && text.IndexOfAnyExcept("0123456789abcdef"u8) < 0;

    public byte[] Of(ReadOnlySpan<byte> text)
    {
        var value = XxHash128.HashToUInt128(text, _seed);
        ref var place = ref _known[(int)((ulong)value % Remembered)];
        if (place is { } known && known.Value == value)
        {
            return known.Hash;
        }

        Span<byte> hash = stackalloc byte[HMACSHA256.HashSizeInBytes];
        var keyed = _keyed.Value!;
        keyed.AppendData(text);
        keyed.GetHashAndReset(hash);
        var made = new Known(value, Hex(hash[..(Length / 2)]));
        place = made;
        return made.Hash;
    }

    private static byte[] Hex(ReadOnlySpan<byte> bytes)
    {
        var hex = new byte[bytes.Length * 2];
        Convert.TryToHexStringLower(bytes, hex, out _);
        return hex;
    }
}
