namespace Upshot.Observe.Tests.Signals;

/// <summary>Bytes made wrong in the ways that break parsers: flipped, cut, inserted, repeated, with other lengths and tags.</summary>
internal static class Mutation
{
    private static readonly byte[] Telling = [0x00, 0x01, 0x07, 0x08, 0x0A, 0x12, 0x7F, 0x80, 0xFF, 0x09, 0x0D, 0x32, 0x3A];

    public static byte[] Of(byte[] valid, Random random)
    {
        var bytes = valid.ToList();
        for (var times = 1 + random.Next(4); times > 0 && bytes.Count > 0; times--)
        {
            var at = random.Next(bytes.Count);
            switch (random.Next(8))
            {
                case 0:
                    bytes[at] ^= (byte)(1 << random.Next(8));
                    break;
                case 1:
                    bytes[at] = Telling[random.Next(Telling.Length)];
                    break;
                case 2:
                    bytes.RemoveRange(at, bytes.Count - at);
                    break;
                case 3:
                    bytes.RemoveRange(at, Math.Min(1 + random.Next(16), bytes.Count - at));
                    break;
                case 4:
                    bytes.InsertRange(at, Enumerable.Range(0, 1 + random.Next(12)).Select(_ => (byte)random.Next(256)));
                    break;
                case 5:
                    bytes.InsertRange(random.Next(bytes.Count), bytes.GetRange(at, Math.Min(random.Next(64), bytes.Count - at)));
                    break;
                case 6:
                    // One more or less: lengths that miss by one keep most of the message in step.
                    bytes[at] += (byte)(random.Next(2) == 0 ? 1 : 255);
                    break;
                default:
                    // A number of the longest kind.
                    bytes.InsertRange(at, Enumerable.Repeat((byte)0xFF, random.Next(9, 12)));
                    break;
            }
        }

        return [.. bytes];
    }
}
