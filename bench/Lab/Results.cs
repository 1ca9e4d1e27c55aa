using Upshot.Yardsticks.Lab;

namespace Upshot.Lab;

/// <summary>What all interventions together say.</summary>
internal static class Results
{
    public static void Print(IReadOnlyList<Intervention> all)
    {
        Console.WriteLine($"{"scenario",8} {"operation",-13} {"removed",-44} {"n",5} {"p95 A",7} {"A again",7} {"predicted",9} {"low",7} {"high",7} {"B",7} {"error",6} {"gain",6} {"naive",7}");
        foreach (var i in all)
        {
            Console.WriteLine($"{i.Scenario,8} {i.Operation,-13} {i.Kind,-44} {i.Requests,5} {i.Before,7:0.0} {i.Again,7:0.0} {i.Predicted,9:0.0} {i.Low,7:0.0} {i.High,7:0.0} {i.Actual,7:0.0} {i.Error,6:0.000} {i.GainError,6:0.000} {i.Naive,7:0.0}{(i.Counts ? "" : "  not counted")}{(i.IsQueue ? "  queue" : "")}");
        }

        var counted = all.Where(i => i is { Counts: true, IsQueue: false }).ToList();
        Console.WriteLine();
        Tell($"interventions that count (of {all.Count})", counted.Count, "40");
        Tell("median error of the p95", Gains.Median(counted.Select(i => i.Error)), "0.05", Gains.Median(counted.Select(i => Math.Abs((i.Before / i.Actual) - 1))));
        Tell("median error of the gain", Gains.Median(counted.Select(i => i.GainError)), "0.20", 1);
        Tell("90 % intervals cover", counted.Count == 0 ? double.NaN : counted.Average(i => i.IsCovered ? 1.0 : 0), "0.85-0.95");
        Tell("90 % intervals cover, with the sampling of build B itself", counted.Count == 0 ? double.NaN : counted.Average(i => i.Agrees ? 1.0 : 0), "0.85-0.95");
        Tell("Kendall's tau of gains", Gains.Tau([.. counted.Select(i => (i.Before - i.Predicted, i.Before - i.Actual))]), "0.80", 0);
        foreach (var kind in counted.GroupBy(i => i.Kind.Split(", ") is { Length: > 1 } several ? $"{several.Length} together" : i.Kind).OrderBy(g => g.Key, StringComparer.Ordinal))
        {
            Tell($"median error of the gain, {kind.Count()}: {kind.Key}", Gains.Median(kind.Select(i => i.GainError)));
        }

        var queues = all.Where(i => i is { Counts: true, IsQueue: true }).ToList();
        Tell($"queues ({queues.Count}): share that gains at least what was predicted", queues.Count == 0 ? double.NaN : queues.Average(i => i.Actual <= 1.02 * i.Predicted ? 1.0 : 0));
        var naive = counted.Where(i => i.Naive < i.Before).ToList();
        Tell($"a profile's answer for {naive.Count} of them: median error of the gain", Gains.Median(naive.Select(i => Math.Abs(((i.Before - i.Naive) / (i.Before - i.Actual)) - 1))), "", Gains.Median(naive.Select(i => i.GainError)));
    }

    private static void Tell(string what, double value, string bar = "", double floor = double.NaN) =>
        Console.WriteLine($"{what,-66} {value,8:0.000} {bar,9} {(double.IsNaN(floor) ? "" : $"{floor:0.000}"),7}");
}
