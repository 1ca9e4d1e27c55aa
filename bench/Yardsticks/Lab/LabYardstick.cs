using Upshot.Decide.Retiming;
using Upshot.Evidence;

namespace Upshot.Yardsticks.Lab;

/// <summary>
/// The intervention lab on a simulated clock: predicts from traces of build A what a build without some of its causes takes, and runs that build. Each cause of a service is removed alone, and all of them
/// together; what counts are interventions that move the 95th percentile by a tenth, of services whose repetition agrees within 5 %. Queues are told apart: there re-timing is a bound.
/// </summary>
internal static class LabYardstick
{
    private const int Services = 80;
    private const int Sampled = 800;
    private const int Truth = 8000;
    private const double Quantile = 0.95;

    private sealed record Outcome(string Kind, bool HasQueue, double Before, double Predicted, double Actual, bool IsCovered)
    {
        public double Error => Math.Abs((Predicted / Actual) - 1);
        public double GainError => Math.Abs(((Before - Predicted) / (Before - Actual)) - 1);
    }

    public static IEnumerable<Figure> Run(string folder)
    {
        var all = Enumerable.Range(0, Services).SelectMany(Try).ToList();
        var plain = all.Where(o => !o.HasQueue).ToList();
        yield return new Figure("lab", $"median error of the p95 of {plain.Count} interventions", Gains.Median(plain.Select(o => o.Error)), 0.05, Gains.Median(plain.Select(o => Math.Abs((o.Before / o.Actual) - 1))));
        yield return new Figure("lab", "median error of the gain", Gains.Median(plain.Select(o => o.GainError)), 0.20, 1);
        yield return new Figure("lab", "90 % intervals cover", plain.Average(o => o.IsCovered ? 1.0 : 0), 0.90);
        yield return new Figure("lab", "Kendall's tau of gains", Gains.Tau([.. plain.Select(o => (o.Before - o.Predicted, o.Before - o.Actual))]), 0.80, 0);
        foreach (var kind in plain.GroupBy(o => o.Kind).OrderBy(g => g.Key, StringComparer.Ordinal))
        {
            yield return new Figure("lab", $"median error of the gain, {kind.Count()}: {kind.Key}", Gains.Median(kind.Select(o => o.GainError)), double.NaN, 1);
            yield return new Figure("lab", $"90 % intervals cover, {kind.Count()}: {kind.Key}", kind.Average(o => o.IsCovered ? 1.0 : 0));
        }

        var queues = all.Where(o => o.HasQueue).ToList();
        yield return new Figure("lab", $"queues ({queues.Count}): share where the gain is more than predicted", queues.Count == 0 ? double.NaN : queues.Average(o => o.Before - o.Actual >= 0.98 * (o.Before - o.Predicted) ? 1.0 : 0));
    }

    private static IEnumerable<Outcome> Try(int seed)
    {
        var service = new LabService(seed);
        var (before, repeated) = (P95(service.Run(1, Truth, [])), P95(service.Run(2, Truth, [])));
        if (Math.Abs((repeated / before) - 1) > 0.05)
        {
            yield break;
        }

        var traces = service.Run(4, Sampled, []);
        List<IReadOnlyList<LabCause>> removals = [.. service.Causes.Select(c => (IReadOnlyList<LabCause>)[c])];
        if (service.Causes.Count > 1)
        {
            removals.Add(service.Causes);
        }

        foreach (var (removed, i) in removals.Select((r, i) => (r, i)))
        {
            var actual = P95(service.Run(10 + i, Truth, removed));
            if (Math.Abs((actual / before) - 1) >= 0.1)
            {
                var prediction = Prediction.Of(traces, [.. removed.Select(service.EditOf)], Quantile, null);
                yield return new Outcome(removed.Count > 1 ? "together" : removed[0].ToString(), removed.Contains(LabCause.SaturatedQueue), prediction.Before, prediction.After.Value, actual, prediction.After.Low <= actual && actual <= prediction.After.High);
            }
        }
    }

    private static double P95(List<TraceEvidence> traces)
    {
        double[] durations = [.. traces.Select(t => (double)t.Spans.First(s => s.ParentSpanId.Length == 0).DurationNanos).Order()];
        return durations[(int)(Quantile * durations.Length)];
    }
}
