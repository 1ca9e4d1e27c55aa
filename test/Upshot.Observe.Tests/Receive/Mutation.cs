namespace Upshot.Observe.Tests.Receive;

/// <summary>Damages bodies the way that finds holes in parsers. The same seed does the same damage.</summary>
internal static class Mutation
{
    private static readonly byte[][] Tokens =
    [
        .. ((string[])
        [
            "null", "true", "{}", "[]", "{", "}", "[", "]", ",", ":", "\"", "\\", "\\u", "\\ud800", "\\u0000", "\"\"", "1e999", "-1e999", "-0", "1e-999", "0.1",
            "18446744073709551616", "-9223372036854775809", "99999999999999999999999999999999999999999", "\"NaN\"", "\"-Infinity\"", "\u0000", "\uFEFF",
            "\"traceId\":\"0\"", "\"kind\":-1,", "{\"arrayValue\":{\"values\":[", "{\"kvlistValue\":{\"values\":[{\"value\":", "//", "/*", "NaN",
        ]).Select(System.Text.Encoding.UTF8.GetBytes),
        [0xff], [0xc0, 0x80], [0xed, 0xa0, 0x80], [0xf4, 0x90, 0x80, 0x80], [0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x01],
    ];

    /// <summary>How often a fuzz test runs, times UPSHOT_FUZZ for a longer run.</summary>
    public static int Rounds(int inTheTestRun) =>
        inTheTestRun * (int.TryParse(Environment.GetEnvironmentVariable("UPSHOT_FUZZ"), out var times) ? times : 1);

    public static byte[] Damage(byte[] valid, Random chance)
    {
        var bytes = valid.ToList();
        for (var i = chance.Next(1, 6); i > 0 && bytes.Count > 0; i--)
        {
            var at = chance.Next(bytes.Count);
            var count = Math.Min(chance.Next(1, 40), bytes.Count - at);
            switch (chance.Next(7))
            {
                case 0:
                    bytes[at] ^= (byte)(1 << chance.Next(8));
                    break;
                case 1:
                    bytes[at] = (byte)chance.Next(256);
                    break;
                case 2:
                    bytes.RemoveRange(at, count);
                    break;
                case 3:
                    bytes.InsertRange(at, Tokens[chance.Next(Tokens.Length)]);
                    break;
                case 4:
                    bytes.InsertRange(chance.Next(bytes.Count), bytes.GetRange(at, count));
                    break;
                case 5:
                    bytes.RemoveRange(at, bytes.Count - at);
                    break;
                default:
                    bytes.InsertRange(at, Enumerable.Repeat(Tokens[chance.Next(Tokens.Length)], chance.Next(100)).SelectMany(token => token));
                    break;
            }
        }

        return [.. bytes];
    }
}
