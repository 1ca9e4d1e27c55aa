using Upshot.Evidence;
using Upshot.Observe.Stores.Questions;
using Upshot.Plan;

namespace Upshot.Answers;

/// <summary>What a server has of a service, in the last week.</summary>
/// <param name="ServerSpans">Entry spans of the last hour, as they came.</param>
/// <param name="MeasuredRequests">What the service's own metric of requests counted in the same hour.</param>
/// <param name="WithThreshold">Spans of the last hour that say how they were sampled.</param>
internal sealed record ServiceFacts(
    string Service, double Requests, double WithoutVersion, double WithoutInstance, DateTimeOffset First, DateTimeOffset Last, double ServerSpans = 0, double MeasuredRequests = 0, double WithThreshold = 0);

/// <summary>A route that no operation of the plan counts.</summary>
internal sealed record UncountedRoute(string Service, string Route, string Kind, double Requests);

/// <summary>What services send, as far as verdicts rest on it.</summary>
/// <param name="Services">Busiest first.</param>
/// <param name="Uncounted">The busiest few.</param>
internal sealed record SentTelemetry(IReadOnlyList<ServiceFacts> Services, IReadOnlyList<UncountedRoute> Uncounted)
{
    private const int MostServices = 1000, MostRoutes = 5, MostNotices = 20;
    private static readonly TimeSpan s_week = TimeSpan.FromDays(7), s_hour = TimeSpan.FromHours(1);

    /// <summary>Metrics of requests that were answered, by the semantic conventions of then and now.</summary>
    private static readonly string[] s_requestMetrics = ["http.server.request.duration", "http.server.duration", "rpc.server.call.duration", "rpc.server.duration"];

    /// <summary>What came and is not used as it was meant; the last few.</summary>
    public IReadOnlyList<ServiceNotice> Received { get; init; } = [];

    /// <summary>Where the server that answers takes OTLP, as whoever asks reaches it; empty: nowhere.</summary>
    public string OtlpHttp { get; init; } = "";

    public string OtlpGrpc { get; init; } = "";

    public static async Task<SentTelemetry> OfAsync(AnswerService service, CancellationToken cancellation)
    {
        var (week, hour) = (Since(service.Now - s_week), Since(service.Now - s_hour));
        var processes = await service.AskAsync(new ProcessQuestion(week), cancellation);
        var entries = (await service.AskAsync(new EntrySpanQuestion(hour), cancellation)).Where(e => e.Kind == "server").ToLookup(e => e.Service, StringComparer.Ordinal);
        var measured = new Dictionary<string, double>(StringComparer.Ordinal);
        foreach (var metric in s_requestMetrics)
        {
            var signal = new Signal("", SignalKind.Metric, new SourceLocation("", 1, 1)) { Name = metric };
            foreach (var row in await service.AskAsync(new OutcomeQuestion(signal, null, null, hour), cancellation))
            {
                measured[row.Service] = measured.GetValueOrDefault(row.Service) + row.Count;
            }
        }

        var services = processes.GroupBy(p => p.Service, StringComparer.Ordinal).Select(of => new ServiceFacts(
            of.Key, of.Sum(p => p.Requests), of.Sum(p => p.WithoutVersion), of.Where(p => p.Instance.Length == 0).Sum(p => p.Requests), of.Min(p => p.From), of.Max(p => p.To).AddMinutes(-1),
            entries[of.Key].Sum(e => e.Count), measured.GetValueOrDefault(of.Key), entries[of.Key].Sum(e => e.WithThreshold)));
        var routes = await service.AskAsync(new RouteQuestion(week), cancellation);
        return new(
            [.. services.OrderByDescending(s => s.Requests).ThenBy(s => s.Service, StringComparer.Ordinal).Take(MostServices)],
            [.. routes.Where(r => r.Operation.Length == 0).Take(MostRoutes).Select(r => new UncountedRoute(r.Service, r.Route, r.Kind, r.Requests))])
        {
            Received = [.. service.Received.Take(MostNotices)],
        };
    }

    // Also what clocks that are wrong date ahead.
    private static TimeRange Since(DateTimeOffset from) => Times.All with { From = from };
}
