using System.IO.Hashing;
using System.Text;

namespace Shop.Hosting;

/// <summary>
/// Chance that depends on the seed and on what it is about, and on nothing else: the same cart waits as long for its
/// payment under every release, so that a comparison sees the releases and not the dice.
/// </summary>
internal sealed class Chance(int seed)
{
    /// <summary>0 (inclusive) to 1 (exclusive).</summary>
    public double Of(string about) => (XxHash64.HashToUInt64(Encoding.UTF8.GetBytes(about), seed) >> 11) / (double)(1UL << 53);
}
