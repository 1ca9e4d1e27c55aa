using Upshot.Answers;
using Upshot.Client;
using Upshot.Evidence;
using Upshot.Observe.Stores.Questions;
using Upshot.Plan;

namespace Upshot.Review;

/// <summary>Asks a server, or a data directory, for the traffic of the last days.</summary>
internal static class TrafficQuestion
{
    public static async Task<Traffic> AskAsync(AnswerClient client, string source, IReadOnlyList<Signal> signals, int days, CancellationToken cancellation)
    {
        List<SignalAsked> names = [.. signals.Where(s => s.Kind is SignalKind.Span or SignalKind.Metric or SignalKind.Event).SelectMany(s => Names(s).Select(n => new SignalAsked(s.Kind, n))).Distinct()];
        var traffic = await client.PostAsync<CurrentTraffic>("/api/v1/traffic", new TrafficAsked(days, names), cancellation);
        if (traffic is not { From: { } from, Until: { } until })
        {
            return Traffic.None with { Source = source };
        }

        var length = until - from;
        var seen = names.Zip(traffic.Records).ToDictionary(n => n.First, n => n.Second / length.TotalDays);
        return new()
        {
            Source = source,
            Until = until,
            Length = length,
            RequestsPerDay = traffic.Requests.ToDictionary(r => r.Key, r => r.Value / length.TotalDays),
            EventsPerDay = Events(signals, seen),
            BytesEach = Bytes(await client.GetAsync<StoreSize>("/api/v1/size", cancellation)),
            Instances = Math.Max(1, traffic.Processes),
        };
    }

    /// <summary>Good and total events of an objective by minute, from the rollups (latencies within their error).</summary>
    public static Task<IReadOnlyList<MinuteCount>> Minutes(AnswerClient client, Objective objective, IReadOnlyList<string> operations, DateTimeOffset from, CancellationToken cancellation) =>
        client.PostAsync<IReadOnlyList<MinuteCount>>("/api/v1/traffic/objective", new ObjectiveAsked(operations, objective.Environment, objective.Latency?.TotalSeconds, from), cancellation);

    /// <summary>Those of which there is any.</summary>
    private static Dictionary<(SignalKind, string), double> Events(IReadOnlyList<Signal> signals, IReadOnlyDictionary<SignalAsked, double> seen)
    {
        var found = new Dictionary<(SignalKind, string), double>();
        foreach (var signal in signals)
        {
            var perDay = Names(signal).Sum(n => seen.GetValueOrDefault(new(signal.Kind, n)));
            if (perDay > 0)
            {
                found[(signal.Kind, signal.Name)] = perDay;
            }
        }

        return found;
    }

    /// <summary>A server that runs with the plan before tells it under its earlier name.</summary>
    private static IEnumerable<string> Names(Signal signal) => signal.Migrations.Select(m => m.RenamedFrom).Where(n => n.Length > 0).Prepend(signal.Name).Distinct();

    private static Dictionary<SignalKind, double> Bytes(StoreSize size)
    {
        var kinds = new Dictionary<string, SignalKind> { ["traces"] = SignalKind.Span, ["metrics"] = SignalKind.Metric, ["logs"] = SignalKind.Event };
        return size.Signals.Where(s => s.SealedRecords > 0).ToDictionary(s => kinds[s.Signal], s => (double)s.SealedBytes / s.SealedRecords);
    }
}
