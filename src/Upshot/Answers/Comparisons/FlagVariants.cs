namespace Upshot.Answers.Comparisons;

/// <summary>Which variant of a flag the others are judged against.</summary>
internal static class FlagVariants
{
    private static readonly string[] Offs = ["off", "false", "control", "disabled", "0"];

    /// <summary>Variants that switch something off are the baseline, in whatever order they are named.</summary>
    public static bool IsOff(string variant) => Offs.Contains(variant, StringComparer.OrdinalIgnoreCase);

    /// <param name="variants">The most used first.</param>
    /// <returns>Null: there are no two.</returns>
    public static (string Off, string On)? Pair(IReadOnlyList<string> variants) =>
        variants.Distinct(StringComparer.Ordinal).Count() < 2 ? null : Against(variants.FirstOrDefault(IsOff) ?? variants[0], variants);

    private static (string Off, string On) Against(string off, IReadOnlyList<string> variants) => (off, variants.First(v => v != off));
}
