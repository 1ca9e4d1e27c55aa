using System.Globalization;
using Upshot.Decide;
using Upshot.Decide.Scaling;
using Upshot.Observe.Stores.Questions;

namespace Upshot.Answers;

/// <summary>How what services cost (processor, memory, telemetry, declared costs) follows the requests they answer.</summary>
internal static class CostAnswer
{
    public static async Task<AskAnswer> OfAsync(AnswerService asked, AskedTimes times, string? service, CancellationToken cancellation)
    {
        var minutes = await asked.AskAsync(new CostQuestion(times.Now), cancellation);
        var findings = new List<AskFinding>();
        foreach (var cost in minutes.Where(m => service is null || m.Service == service).GroupBy(m => (m.Service, m.Measure, m.Unit)))
        {
            findings.Add(FindingOf(cost.Key.Service, cost.Key.Measure, cost.Key.Unit, [.. cost.Select(m => new LoadPoint(m.RequestsPerSecond, m.Cost))]));
        }

        findings = [.. findings.OrderByDescending(f => f.Cost!.Departs is not null).ThenByDescending(f => f.Cost!.Kind == "superlinear").ThenByDescending(f => f.Cost!.Exponent?.Value ?? -1).ThenBy(f => f.Subject, StringComparer.Ordinal)];
        var told = findings.Where(f => f.Cost!.Kind != "cannotBeTold").ToList();
        var sentence = findings.Count == 0 ? "No service measured what it costs (metrics of cpu, memory or cost) while requests came." : told.Count > 0 ? told[0].Sentence : findings[0].Sentence;
        return new("cost", times.Now.From, times.Now.To, times.Before.From, times.Before.To, sentence, findings);
    }

    private static AskFinding FindingOf(string service, string measure, string unit, IReadOnlyList<LoadPoint> points)
    {
        var scaling = LoadScaling.Of(points);
        var kind = JsonNames.Of(scaling.Kind);
        var law = new CostLaw(kind, double.IsFinite(scaling.Exponent.Value) ? Interval.Of(scaling.Exponent) : null, Interval.Finite(scaling.Fixed), scaling.Departs is { } at ? Interval.Of(at) : null, scaling.Levels) { Curve = CostCurve.Of(points, scaling) };
        return new(service, measure, SentenceOf(service, measure, scaling), null, null, unit, [], "", new Dictionary<string, string>(), null, null, JsonNames.Of(EvidenceGrade.Associated)) { Cost = law };
    }

    private static string SentenceOf(string service, string measure, LoadScaling scaling)
    {
        if (scaling.Kind == ScalingKind.CannotBeTold)
        {
            return $"How {measure} of {service} follows load cannot be told. {scaling.Reason}";
        }

        var exponent = string.Create(CultureInfo.InvariantCulture, $"exponent {scaling.Exponent.Value:0.00;-0.00;0.00}, ") + (double.IsFinite(scaling.Exponent.Low) && double.IsFinite(scaling.Exponent.High)
            ? string.Create(CultureInfo.InvariantCulture, $"95 % interval {scaling.Exponent.Low:0.00} to {scaling.Exponent.High:0.00}")
            : "its interval cannot be told");
        var words = scaling.Kind switch
        {
            ScalingKind.Fixed => "does not depend on load",
            ScalingKind.Sublinear => "grows more slowly than load",
            ScalingKind.Linear => "grows as load does",
            _ => "grows faster than load",
        };
        var departs = scaling.Departs is { } at ? string.Create(CultureInfo.InvariantCulture, $", and costs more than that from {at.Value:0.#} requests a second on (95 % interval {at.Low:0.#} to {at.High:0.#})") : "";
        return $"{measure} of {service} {words} ({exponent}){departs}.";
    }
}
