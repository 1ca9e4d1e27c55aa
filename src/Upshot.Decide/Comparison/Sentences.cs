using System.Globalization;
using Upshot.Decide.Comparison.Versions;
using Upshot.Plan;

namespace Upshot.Decide.Comparison;

/// <summary>Verdicts in plain sentences.</summary>
internal static class Sentences
{
    public static string Of(ComparisonResult result)
    {
        var subject = result.Subject;
        var margin = $"{Amount(result, result.Margin)} {(result.HigherIsBetter ? "less" : "more")}";
        var values = $"{Value(result, result.Candidate)} against {Value(result, result.Baseline)}{Change(result)}";
        return result.Verdict switch
        {
            Verdict.Improved => $"{subject} improved: {values}.",
            Verdict.Regressed => $"{subject} regressed: {values}; at most {margin} was acceptable.",
            Verdict.Unchanged => $"{subject} is unchanged: {values}; more than {margin} is excluded.",
            Verdict.NotWorse => $"{subject} is not worse: {values}; more than {margin} is excluded.",
            _ when result.Reason == InconclusiveReason.NothingCounted => $"{subject} is inconclusive: {result.Reason.Words()}.",
            _ when result.Reason is not (InconclusiveReason.None or InconclusiveReason.NotEnoughEvidence) => $"{subject} is inconclusive: {result.Reason.Words()}. {values}.",
            _ when double.IsNaN(result.Baseline) || double.IsNaN(result.Candidate) => $"Not enough evidence about {LowerFirst(subject)}: it is not known on both sides.",
            _ => $"Not enough evidence about {LowerFirst(subject)}: {values}; neither is a difference shown, nor is {margin} excluded.{More(result)}",
        };
    }

    private static string More(ComparisonResult result) => result switch
    {
        { RequiredReplicates: { } needed, BaselineRequests: > 0 } => $" About {needed} processes of each version would decide; there were {result.BaselineReplicates} and {result.CandidateReplicates}.",
        { RequiredReplicates: { } needed } => $" About {needed} replicates on each side would decide; there are {result.BaselineReplicates} and {result.CandidateReplicates}.",
        { BaselineRequests: > 0 } => " More processes alone would hardly decide.",
        _ => " More replicates alone would hardly decide.",
    };

    // ", +7.3 % (+3.4 % to +11 % with 99 % confidence)", as far as it is known.
    private static string Change(ComparisonResult result)
    {
        var effect = result.Difference ?? result.Ratio;
        if (double.IsNaN(effect.Value))
        {
            return "";
        }

        var interval = double.IsNaN(effect.Low) ? "" : result.IsTooWide && result.Difference is null ? " (too wide to say)" : $" ({Text(effect.Low)} to {Text(effect.High)} with {Confidence(result.LevelOfInterval ?? (1 - result.Alpha))} % confidence)";
        return $", {Text(effect.Value)}{interval}{Mix()}";

        string Mix() => result is { HasMixMoved: true, MixEffect: { } mix, AsServed: { } served }
            ? $" at the baseline's mix of requests; as served {Text(result.Difference is null ? 1 + served : served)}, of which the mix alone made {Text(result.Difference is null ? 1 + mix : mix)}"
            : "";

        string Text(double v) => result switch
        {
            { Measure: Measure.ErrorRatio } or { Outcome: not null, Difference: not null } => Number(100 * v, sign: true) + " points",
            { Difference: null } => Number(100 * (v - 1), sign: true) + " %",
            _ => Number(v, sign: true),
        };
    }

    private static string Amount(ComparisonResult result, double margin) =>
        result.Measure == Measure.ErrorRatio ? Number(100 * margin) + " points" : Number(100 * margin) + " %";

    private static string Value(ComparisonResult result, double value) =>
        result.Outcome is { } outcome ? outcome.Text(value) : result.Measure is { } measure ? measure.Text(value) : double.IsNaN(value) ? "unknown" : value.ToString("G5", CultureInfo.InvariantCulture);

    // No interval is certain: as many digits as what is left of a hundred needs.
    private static string Confidence(double level) => (100 * level).ToString("0." + new string('#', Math.Clamp((int)-Math.Log10(1 - level) - 1, 1, 9)), CultureInfo.InvariantCulture);

    private static string Number(double value, bool sign = false)
    {
        var digits = Math.Abs(value) >= 100 ? "0" : Math.Abs(value) >= 10 ? "0.#" : Math.Abs(value) >= 1 ? "0.##" : "0.###";
        return value.ToString(sign ? $"+{digits};−{digits};±0" : digits, CultureInfo.InvariantCulture);
    }

    private static string LowerFirst(string text) => text.Length > 1 && char.IsUpper(text[0]) && char.IsLower(text[1]) ? char.ToLowerInvariant(text[0]) + text[1..] : text;
}
