using Upshot.Answers;
using Upshot.Answers.Explore;
using Upshot.Answers.Maps;
using Upshot.Answers.Runtimes;
using Upshot.Observe.Stores.Questions;

namespace Upshot.Server;

/// <summary>Stored spans, log records and metrics by filters.</summary>
internal static class ExploreRoutes
{
    public static void Map(RouteGroupBuilder api)
    {
        api.MapGet("/spans", ([AsParameters] ExploreAsked asked, AnswerService answers, CancellationToken cancellation) => ExploreAnswer.SpansAsync(answers, asked.Read(answers, ofLogs: false), cancellation))
            .WithCsv<SpansFound>(found => found.Spans).WithSummary("Stored spans by service, operation, name, failure, duration, text and attributes; latest first, by default of the last hour.");
        api.MapGet("/spans/summary", ([AsParameters] ExploreAsked asked, AnswerService answers, CancellationToken cancellation) => ExploreAnswer.SummaryAsync(answers, asked.Read(answers, ofLogs: false), cancellation))
            .WithCsv<RecordSummary>(ValuesOf).WithSummary("How many spans pass a filter: over time, and by the values of fields and attributes.");
        api.MapGet("/logs", ([AsParameters] ExploreAsked asked, AnswerService answers, CancellationToken cancellation) => ExploreAnswer.LogsAsync(answers, asked.Read(answers, ofLogs: true), cancellation))
            .WithCsv<LogsFound>(found => found.Logs).WithSummary("Stored log records by service, severity, event, trace, text and attributes; latest first, by default of the last hour.");
        api.MapGet("/logs/summary", ([AsParameters] ExploreAsked asked, AnswerService answers, CancellationToken cancellation) => ExploreAnswer.SummaryAsync(answers, asked.Read(answers, ofLogs: true), cancellation))
            .WithCsv<RecordSummary>(ValuesOf).WithSummary("How many log records pass a filter: over time, and by the values of fields and attributes.");
        api.MapGet("/metrics", (string? since, string? until, AnswerService answers, CancellationToken cancellation) =>
            MetricsAnswer.NamesAsync(answers, AskedTimes.Of(answers, OperationRoutes.Given(since), OperationRoutes.Given(until), null).Now, cancellation)).WithCsv<IReadOnlyList<MetricSeen>>(all => all).WithSummary("Which metrics came in, by name and unit.");
        api.MapGet("/metrics/series", ([AsParameters] MetricAsked asked, AnswerService answers, CancellationToken cancellation) => MetricsAnswer.OfAsync(answers, asked.Read(answers), cancellation))
            .WithCsv<MetricShown>(shown => shown.Groups.SelectMany(g => g.Steps.Select(s => (object)new { g.Group, s.From, s.PerSecond, s.Value, s.Min, s.Max, s.Mean, s.P50, s.P95, s.P99 })))
            .WithSummary("A metric over time as rate, value or quantiles, by a group; counters that began anew are counted for.");
        api.MapGet("/map", ([AsParameters] OperationParameters asked, AnswerService answers, CancellationToken cancellation) => MapAnswer.OfAsync(answers, asked.Read(answers).Times, OperationRoutes.Given(asked.Environment), cancellation))
            .WithCsv<MapShown>(map => map.Calls).WithSummary("Which service calls which, databases and queues with them: rates, errors and latency, beside the time before.");
        api.MapGet("/runtime", ([AsParameters] OperationParameters asked, AnswerService answers, CancellationToken cancellation) =>
            RuntimeAnswer.OfAsync(answers, asked.Read(answers).Times.Now, OperationRoutes.Given(asked.Service), OperationRoutes.Given(asked.Environment), OperationRoutes.Given(asked.Version), cancellation))
            .WithCsv<RuntimeShown>(shown => shown.Parts.SelectMany(p => p.Instances.SelectMany(g => g.Steps.Select(s => (object)new { p.Title, p.Metric, Instance = g.Group, s.From, Value = RuntimeAnswer.ValueOf(s) }))))
            .WithSummary("Queues, event loops, garbage collection, threads, memory and processor of a service by instance and version, and how they move with its latency.");
    }

    private static IEnumerable<object> ValuesOf(RecordSummary summary) => summary.Fields.SelectMany(f => f.Values.Select(v => (object)new { f.Field, v.Value, v.Records, v.Failed }));
}
