using Upshot.Decide.Exports;
using Upshot.Decide.Faults;

namespace Upshot.Yardsticks.Trains;

/// <summary>
/// Which service is the cause, from exported files: drawn systems with one fault each, in five layouts, and windows without a fault. The floor names the service
/// that most requests come by.
/// </summary>
internal static class TrainsYardstick
{
    private const int Faults = 60;
    private const int Quiet = 20;

    private const int FewestCalls = 20;

    public static IEnumerable<Figure> Run(string folder)
    {
        var tells = Environment.GetEnvironmentVariable("UPSHOT_TELL") is not null;
        var seeds = int.TryParse(Environment.GetEnvironmentVariable("UPSHOT_SEED"), out var chosen) ? chosen : 0;
        var kinds = Enum.GetValues<TrainFaultKind>().Skip(1).ToArray();
        var results = new List<(TrainFaultKind Kind, string Layout, int Rank, bool IsKind, bool Floor)>();
        for (var i = 0; i < Faults; i++)
        {
            var kind = kinds[i % kinds.Length];
            var layout = TrainLayout.All[i / kinds.Length % TrainLayout.All.Count];
            var (faults, fault, busiest) = Case(seeds + i, kind, layout.Write);
            var rank = faults.Select(f => f.Service).ToList().IndexOf(fault.Service) + 1;
            results.Add((kind, layout.Name, rank, rank == 1 && IsKind(kind, faults[0].Kind), busiest == fault.Service));
            if (tells && (rank != 1 || !IsKind(kind, faults[0].Kind)))
            {
                Console.WriteLine($"  seed {seeds + i}, {layout.Name}: {kind} {fault.Size:0.0} in {fault.Service} {fault.Operation?.Name} after step {fault.AtStep} of {fault.Operation?.Steps.Count}; rank {rank}");
                foreach (var found in faults.Take(3))
                {
                    Console.WriteLine($"    {found.Rank} {found.Service} {found.Kind} {found.Share:0.00}: {string.Join(" | ", found.Evidence.Take(4))}");
                }
            }
        }

        var alarms = Enumerable.Range(0, Quiet).Select(i => Case(seeds + 10_000 + i, TrainFaultKind.None, TrainLayout.All[i % TrainLayout.All.Count].Write).Faults).Where(f => f.Count > 0).ToList();
        foreach (var alarm in alarms.Where(_ => tells))
        {
            Console.WriteLine($"  without a fault: {alarm[0].Service} {alarm[0].Kind} {alarm[0].Share:0.00}: {string.Join(" | ", alarm[0].Evidence.Take(4))}");
        }

        var silent = Quiet - alarms.Count;
        yield return new Figure("trains", $"first of {Faults} faults", results.Average(r => r.Rank == 1 ? 1.0 : 0), 0.90, results.Average(r => r.Floor ? 1.0 : 0));
        yield return new Figure("trains", "in the first three", results.Average(r => r.Rank is 1 or 2 or 3 ? 1.0 : 0), 0.98, 0);
        yield return new Figure("trains", "first and of the right kind", results.Average(r => r.IsKind ? 1.0 : 0));
        yield return new Figure("trains", $"silence on {Quiet} windows without a fault", (double)silent / Quiet, double.NaN, 1);
        foreach (var kind in results.GroupBy(r => r.Kind))
        {
            yield return new Figure("trains", $"first of {kind.Count()}: {kind.Key}", kind.Average(r => r.Rank == 1 ? 1.0 : 0));
        }

        foreach (var layout in results.GroupBy(r => r.Layout))
        {
            yield return new Figure("trains", $"first of {layout.Count()}: {layout.Key}", layout.Average(r => r.Rank == 1 ? 1.0 : 0));
        }
    }

    private static (IReadOnlyList<ServiceFault> Faults, TrainFault Fault, string Busiest) Case(int seed, TrainFaultKind kind, Action<TrainTelemetry, TelemetryExport> write)
    {
        for (var again = 0; ; again++)
        {
            if (Drawn(seed, new Random(seed + (100_000 * again)), kind, write) is { } found)
            {
                return found;
            }
        }
    }

    /// <summary>Null: hardly anybody comes by what is broken, so that nobody could tell.</summary>
    private static (IReadOnlyList<ServiceFault> Faults, TrainFault Fault, string Busiest)? Drawn(int seed, Random random, TrainFaultKind kind, Action<TrainTelemetry, TelemetryExport> write)
    {
        var system = TrainSystem.Draw(random, 12 + random.Next(18));
        var fault = TrainFault.Draw(random, system, kind);
        var run = new TrainRun(random, system, fault, clientSpans: seed % 4 != 3);
        var telemetry = run.Emit();
        if (!fault.IsVisible || telemetry.Spans.Count(s => s.Start < TrainRun.NormalTo && s.Service == fault.Service && s.Name == fault.Operation!.Name) < FewestCalls)
        {
            return null;
        }

        var export = new TelemetryExport(new ExportWindow(TrainRun.NormalFrom, TrainRun.NormalTo), new ExportWindow(TrainRun.BadFrom, run.BadTo));
        write(telemetry, export);
        var busiest = telemetry.Spans.Where(s => s.Service != "ts-gateway-service").GroupBy(s => s.Service).MaxBy(g => g.Count())!.Key;
        return (FaultSearch.Of(export), fault, busiest);
    }

    private static bool IsKind(TrainFaultKind planted, FaultKind named) => planted switch
    {
        TrainFaultKind.Cpu => named == FaultKind.Cpu,
        TrainFaultKind.Memory => named == FaultKind.Memory,
        TrainFaultKind.NetworkDelay => named == FaultKind.Network,
        TrainFaultKind.Exception => named == FaultKind.Errors,
        TrainFaultKind.Return => named is FaultKind.SkippedWork or FaultKind.Errors,
        _ => named == FaultKind.Unavailable,
    };
}
