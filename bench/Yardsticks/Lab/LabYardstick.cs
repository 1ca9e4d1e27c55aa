using Upshot.Decide.Retiming;
using Upshot.Evidence;

namespace Upshot.Yardsticks.Lab;

/// <summary>
/// Predicts from traces of build A what build B, without a known cause, takes, and runs build B: drawn operations, one intervention each, those that move the 95th
/// percentile by a tenth and whose repetition agrees within 5 %. Queues are told apart: there re-timing is a bound.
/// </summary>
internal static class LabYardstick
{
    private const int Drawn = 110;
    private const int Sampled = 800;
    private const int Truth = 6000;
    private const double Quantile = 0.95;

    private sealed record Outcome(EditKind Kind, bool HasQueue, double Before, double Predicted, double Actual, bool IsCovered)
    {
        public double Error => Math.Abs((Predicted / Actual) - 1);
        public double GainError => Math.Abs(((Before - Predicted) / (Before - Actual)) - 1);
    }

    public static IEnumerable<Figure> Run(string folder)
    {
        var all = Enumerable.Range(0, Drawn).Select(Try).OfType<Outcome>().ToList();
        var plain = all.Where(o => !o.HasQueue).ToList();
        yield return new Figure("lab", $"median error of the p95 of {plain.Count} interventions", Median(plain.Select(o => o.Error)), 0.05, Median(plain.Select(o => Math.Abs((o.Before / o.Actual) - 1))));
        yield return new Figure("lab", "median error of the gain", Median(plain.Select(o => o.GainError)), 0.20, 1);
        yield return new Figure("lab", "90 % intervals cover", plain.Average(o => o.IsCovered ? 1.0 : 0), 0.90);
        yield return new Figure("lab", "Kendall's tau of gains", Tau(plain), 0.80, 0);
        foreach (var kind in plain.GroupBy(o => o.Kind).OrderBy(g => g.Key))
        {
            yield return new Figure("lab", $"median error of the gain, {kind.Count()}: {kind.Key}", Median(kind.Select(o => o.GainError)));
        }

        var queues = all.Where(o => o.HasQueue).ToList();
        yield return new Figure("lab", $"queues ({queues.Count}): share where the gain is more than predicted", queues.Count == 0 ? double.NaN : queues.Average(o => o.Before - o.Actual >= 0.98 * (o.Before - o.Predicted) ? 1.0 : 0));
    }

    private static Outcome? Try(int seed)
    {
        var service = new LabService(seed);
        var (before, repeated, after) = (P95(service.Run(1, Truth, isB: false)), P95(service.Run(2, Truth, isB: false)), P95(service.Run(3, Truth, isB: true)));
        if (Math.Abs((repeated / before) - 1) > 0.05 || Math.Abs((after / before) - 1) < 0.1)
        {
            return null;
        }

        var prediction = Prediction.Of(service.Run(4, Sampled, isB: false), [service.Edit], Quantile, null);
        return new Outcome(service.Kind, service.HasQueue, prediction.Before, prediction.After.Value, after, prediction.After.Low <= after && after <= prediction.After.High);
    }

    private static double P95(List<TraceEvidence> traces)
    {
        double[] durations = [.. traces.Select(t => (double)t.Spans.First(s => s.ParentSpanId.Length == 0).DurationNanos).Order()];
        return durations[(int)(Quantile * durations.Length)];
    }

    private static double Median(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return sorted.Length == 0 ? double.NaN : sorted[sorted.Length / 2];
    }

    private static double Tau(List<Outcome> outcomes)
    {
        double agree = 0, pairs = 0;
        for (var i = 0; i < outcomes.Count; i++)
        {
            for (var j = i + 1; j < outcomes.Count; j++)
            {
                agree += Math.Sign((outcomes[i].Before - outcomes[i].Predicted) - (outcomes[j].Before - outcomes[j].Predicted)) * Math.Sign((outcomes[i].Before - outcomes[i].Actual) - (outcomes[j].Before - outcomes[j].Actual));
                pairs++;
            }
        }

        return agree / pairs;
    }
}
