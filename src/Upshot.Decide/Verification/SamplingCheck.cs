using System.Globalization;
using Upshot.Evidence;

namespace Upshot.Decide.Verification;

/// <summary>Whether a service that is to sample says with what probability it keeps a trace.</summary>
internal static class SamplingCheck
{
    public static readonly CheckInfo Info = new("sampling-without-probability", "A plan samples, and the traces of a service do not say with what probability they were kept.", "A trace that stands for four and does not say so counts as one: budgets and rates are four times too small.");

    public static IEnumerable<VerificationProblem> Find(MatchedTelemetry seen)
    {
        var probability = seen.Plan.Sampling.HeadProbability;
        return probability >= 1 ? [] : seen.Captured.Spans
            .GroupBy(s => s.Origin.Service)
            .Where(spans => spans.All(s => !SaysProbability(s)))
            .Select(spans => new VerificationProblem(
                Info.Id,
                new(spans.Key),
                $"The plan keeps {Percent(probability)} of the traces, and no span of {spans.Key} says in its trace state (ot=th:…) how many it stands for.",
                "Let upshot set telemetry up: upshot.init() or opentelemetry-instrument with the package upshot in Python, AddUpshot() in .NET; elsewhere a consistent probability sampler of the SDK.")
            {
                Declared = new("upshot.yaml", 1, 1),
                Evidence = $"trace {spans.First().TraceId}",
            });
    }

    /// <summary>W3C trace state, member ot, key th: "OpenTelemetry, TraceState: Probability Sampling".</summary>
    internal static bool SaysProbability(CapturedSpan span) => span.TraceState.Split(',')
        .Select(member => member.Trim())
        .Where(member => member.StartsWith("ot=", StringComparison.Ordinal))
        .SelectMany(member => member["ot=".Length..].Split(';'))
        .Any(entry => entry.StartsWith("th:", StringComparison.Ordinal));

    private static string Percent(double share) => (share * 100).ToString("0.####", CultureInfo.InvariantCulture) + " %";
}
