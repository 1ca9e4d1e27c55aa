using System.Text.RegularExpressions;
using Upshot.Evidence;

namespace Upshot.Decide.Verification;

/// <summary>
/// Whether log records know their trace. A record that was written while its service had no span open can know none; nor can one of a statement
/// that also writes then, such as that of a timer; one of a library may be about the process.
/// </summary>
internal static partial class LogCorrelationCheck
{
    public static readonly CheckInfo Info = new("log-without-trace", "A log record was written during a request and does not say in which trace.", "From a failed request, nobody finds the log records that explain it.");

    public static IEnumerable<VerificationProblem> Find(MatchedTelemetry seen)
    {
        var open = seen.Spans.GroupBy(s => s.Origin.ResourceKey).ToDictionary(g => g.Key, g => new OpenTimes(g.Select(s => (s.Item.StartNanos, s.Item.EndNanos))));
        var untraced = seen.Logs.Where(l => l.Item.TraceId.Length == 0 && (l.Signal is not null || !l.IsLibrary)).ToList();
        var ofTheProcess = untraced.Where(l => l.Signal is null && !IsInRequest(l)).Select(Statement).ToHashSet();
        foreach (var log in untraced)
        {
            if (log.Signal is null && (!IsInRequest(log) || ofTheProcess.Contains(Statement(log))))
            {
                continue;
            }

            var what = log.Item.EventName.Length > 0 ? $"event {log.Item.EventName}" : $"log record '{Template(log)}'";
            yield return new(
                Info.Id,
                log.At(log.Item.EventName),
                $"The {what} has no trace id.",
                "Write it where the span is current (the same task, thread or context), through the logger that the OpenTelemetry SDK is connected to.")
            {
                Declared = log.Signal?.Location,
            };
        }

        bool IsInRequest(Seen<CapturedLog> log) => open.TryGetValue(log.Origin.ResourceKey, out var times) && times.Contains(log.Item.TimeNanos);
    }

    /// <summary>Records of one line of code: equal but for numbers, as far as one can see.</summary>
    private static (string Service, string Scope, string Event, string Text) Statement(Seen<CapturedLog> log) => (
        log.Origin.Service,
        log.Origin.Scope.Name,
        log.Item.EventName,
        log.Item.Attributes.TryGetValue("{OriginalFormat}", out var template) ? template.Text : Numbers().Replace(log.Item.Body.Text, "0"));

    [GeneratedRegex("[0-9]+")]
    private static partial Regex Numbers();

    private static string Template(Seen<CapturedLog> log) =>
        Format.Shown(log.Item.Attributes.TryGetValue("{OriginalFormat}", out var template) ? template.Text : log.Item.Body.Text);

    /// <summary>Stretches of time that may overlap, joined.</summary>
    private sealed class OpenTimes
    {
        private readonly List<(long From, long To)> _joined = [];

        public OpenTimes(IEnumerable<(long From, long To)> times)
        {
            foreach (var (from, to) in times.OrderBy(t => t.From))
            {
                if (_joined.Count > 0 && from <= _joined[^1].To)
                {
                    _joined[^1] = (_joined[^1].From, Math.Max(_joined[^1].To, to));
                }
                else
                {
                    _joined.Add((from, to));
                }
            }
        }

        public bool Contains(long time) => _joined.Any(t => t.From <= time && time <= t.To);
    }
}
