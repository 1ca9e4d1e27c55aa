using Upshot.Answers;
using Upshot.Observe.Stores.Questions;

namespace Upshot.Pages.Traces;

/// <summary>Where the parts of a row are drawn, in percent of the trace's time, and what is said of them.</summary>
public sealed class WaterfallDrawing(TraceShown trace)
{
    private const int MostDots = 30;

    private double Whole => Math.Max(trace.ExtentMillis, 1e-9);

    public string X(double millis) => Format.Svg(Math.Clamp(100 * millis / Whole, 0, 99.8));

    public string W(double millis) => Format.Svg(Math.Clamp(100 * millis / Whole, 0.2, 100));

    public string Share(WaterfallRow row) => row.Span.CriticalMillis < 0.005 * Whole ? "< 1 %" : $"{Format.Number(100 * row.Span.CriticalMillis / Whole, "0")} %";

    public string About(WaterfallRow row, ILookup<string, LogFound> logs) => $"{row.Span.Service}{(logs[row.Span.SpanId].Count() is > 0 and var count ? $", {Format.Plural(count, "log record")}" : "")}";

    public IEnumerable<DrawnDot> Dots(WaterfallRow row, ILookup<string, LogFound> logs) =>
    [
        .. logs[row.Span.SpanId].Take(MostDots).Select(log => new DrawnDot(X((DateTimeOffset.UnixEpoch.AddTicks(log.TimeNanos / 100) - trace.Start).TotalMilliseconds), log.Severity >= 17 ? "log bad" : "log", Format.Short(log.Body, 200))),
        .. (row.Detail?.Events ?? []).Take(MostDots).Select(e => new DrawnDot(X((e.At - trace.Start).TotalMilliseconds), "event", Format.Short(e.Name, 200))),
    ];

    public static string Said(WaterfallRow row) =>
        $"{row.Span.Name} begins after {Format.Millis(row.Span.StartMillis)} and takes {Format.Millis(row.Span.DurationMillis)}{(row.IsCritical ? $", {Format.Millis(row.Span.CriticalMillis)} of it on the critical path" : "")}";
}
