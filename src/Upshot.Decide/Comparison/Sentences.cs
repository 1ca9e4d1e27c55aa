using System.Globalization;

namespace Upshot.Decide.Comparison;

/// <summary>Verdicts in plain sentences.</summary>
internal static class Sentences
{
    /// <param name="subject">"The median", "p95 of checkout".</param>
    public static string Of(ComparisonResult result, string subject, bool higherIsBetter)
    {
        var change = Change(result.Ratio.Value);
        var interval = double.IsNaN(result.Ratio.Low) ? "" : $" ({Percent(result.Ratio.Low - 1)} to {Percent(result.Ratio.High - 1)} with {Number(100 * (1 - result.Alpha))} % confidence)";
        var margin = Percent(result.Margin, sign: false);
        var worse = higherIsBetter ? "lower" : "higher";
        return result.Verdict switch
        {
            Verdict.Improved => $"{subject} improved: it is {change}{interval}.",
            Verdict.Regressed => $"{subject} regressed: it is {change}{interval}; at most {margin} {worse} was acceptable.",
            Verdict.Unchanged => $"{subject} is unchanged: it is {change}{interval}, not more than {margin} {worse}.",
            _ => $"Not enough evidence about {LowerFirst(subject)}: it is {change}{interval}, and neither a difference nor the absence of one beyond {margin} is shown.{More(result)}",
        };
    }

    private static string More(ComparisonResult result) => result.Needed is { } needed
        ? $" About {needed} replicates on each side would decide (now {result.BaselineReplicates} and {result.CandidateReplicates})."
        : " More replicates alone would hardly decide.";

    private static string Change(double ratio) => double.IsNaN(ratio) ? "not comparable as a ratio"
        : Math.Abs(ratio - 1) < 0.00005 ? "the same"
        : $"{Percent(Math.Abs(ratio - 1), sign: false)} {(ratio > 1 ? "higher" : "lower")}";

    private static string Percent(double share, bool sign = true)
    {
        var value = 100 * share;
        var digits = Math.Abs(value) >= 100 ? "0" : Math.Abs(value) >= 10 ? "0.#" : "0.##";
        return value.ToString(sign ? $"+{digits};−{digits};0" : digits, CultureInfo.InvariantCulture) + " %";
    }

    private static string Number(double value) => value.ToString("0.###", CultureInfo.InvariantCulture);

    private static string LowerFirst(string text) => text.Length > 1 && char.IsUpper(text[0]) && char.IsLower(text[1]) ? char.ToLowerInvariant(text[0]) + text[1..] : text;
}
