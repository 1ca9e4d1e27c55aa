using System.ComponentModel;
using ModelContextProtocol.Server;
using Upshot.Answers;
using Upshot.Pages;

namespace Upshot.Mcp;

/// <summary>Single requests.</summary>
internal sealed class TraceTools(AnswerService asked, PageLinks links)
{
    private const int Most = 20;
    private const int MostAttributes = 8;

    [McpServerTool(Name = "traces", Title = "Find traces", ReadOnly = true, OpenWorld = false)]
    [Description("Traces (single requests) by operation, service, version, failure and slowness; at most 20, latest first.")]
    public async Task<string> TracesAsync(
        [Description("The operation, as the plan names it. By default any request.")] string? operation = null,
        [Description("The service. By default any.")] string? service = null,
        [Description("The service.version. By default any.")] string? version = null,
        [Description("Only failed requests.")] bool failed = false,
        [Description("Only those that took longer, in milliseconds.")] double? slowerThanMs = null,
        [Description("The slowest first instead of the latest.")] bool slowestFirst = false,
        [Description("From when on: a date and time, or how long ago, such as 30m, 2h, 7d. By default an hour ago.")] string? since = null,
        [Description("Until when. By default now.")] string? until = null,
        CancellationToken cancellation = default)
    {
        var range = AskedTimes.Of(asked, Given(since), Given(until), null).Now;
        var found = await asked.TracesAsync(new(Given(operation), Given(service), Given(version), failed, slowerThanMs, slowestFirst, range, Most), cancellation);
        return new ShortAnswer().Say($"{(found.Traces.Count == Most ? $"The {(slowestFirst ? "slowest" : "latest")} {Most} traces" : Format.Plural(found.Traces.Count, "trace"))} from {Format.At(found.From)} to {Format.At(found.To)}.")
            .SayAll(found.Missing.Select(m => $"Missing: {m.Sentence}."))
            .SayAll(found.Traces.Select(t => $"- {Format.Millis(t.DurationMillis)}{(t.IsError ? ", failed" : "")}, {Format.At(t.Start)}, {ShortAnswer.Cut(t.Operation.Length > 0 ? t.Operation : t.Name, 80)} at {ShortAnswer.Cut(t.Service, 60)} {ShortAnswer.Cut(t.Version, 40)}: {links.Trace(t.TraceId)}")).ToString();
    }

    [McpServerTool(Name = "trace", Title = "One trace", ReadOnly = true, OpenWorld = false)]
    [Description("One trace: failed spans, and the spans of its critical path (what the request waited for) with their self times, most first.")]
    public async Task<string> TraceAsync([Description("The id of the trace: 32 hex digits, or a traceparent.")] string id, CancellationToken cancellation = default)
    {
        var trace = await asked.TraceAsync(id, cancellation);
        var text = new ShortAnswer(links.To($"/traces/{trace.TraceId}"));
        text.Say($"Trace {trace.TraceId}, {Format.At(trace.Start)}: {Format.Millis(trace.DurationMillis)}, {Format.Plural(trace.AllSpans, "span")}, {trace.FailedSpans} failed.");
        text.SayAll(trace.Missing.Select(m => $"Missing: {m.Sentence}."));
        text.SayAll(trace.Spans.Where(s => s.IsError).Take(Most).Select(s => $"Failed: {Words(s)}. {Attributes(s)}"));
        text.Say("Critical path, most time first:");
        return text.SayAll(trace.Spans.Where(s => s.CriticalMillis > 0).OrderByDescending(s => s.CriticalMillis).Take(Most)
            .Select(s => $"- {Format.Millis(s.CriticalMillis)} ({Format.Percent(trace.DurationMillis > 0 ? s.CriticalMillis / trace.DurationMillis : null)}) in {Words(s)}, span of {Format.Millis(s.DurationMillis)}. {(s.IsError ? "" : Attributes(s))}")).ToString();
    }

    private static string Words(SpanShown span) => $"{ShortAnswer.Cut(span.Service, 60)} {ShortAnswer.Cut(span.Name, 100)}";

    private static string Attributes(SpanShown span) => string.Join(", ", span.Attributes.Take(MostAttributes).Select(a => $"{ShortAnswer.Cut(a.Key, 60)}={ShortAnswer.Cut(a.Value, 100)}"));

    private static string? Given(string? text) => string.IsNullOrWhiteSpace(text) ? null : text;
}
