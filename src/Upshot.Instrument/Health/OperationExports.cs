using System.Collections.Concurrent;
using System.Diagnostics;

namespace Upshot.Instrument.Health;

/// <summary>Which spans ended and which were exported, by signal where they carry one, else by source and name; bounded.</summary>
internal sealed class OperationExports(TimeProvider time, IReadOnlyList<string> critical)
{
    private const int Most = 256;
    private readonly ConcurrentDictionary<string, Times> _times = new(StringComparer.Ordinal);

    private sealed class Times
    {
        public long Ended;
        public long Exported;
    }

    public void Ended(Activity span)
    {
        if (Of(span) is { } times)
        {
            Volatile.Write(ref times.Ended, time.GetUtcNow().UtcTicks);
        }
    }

    public void Exported(ReadOnlySpan<Activity> spans)
    {
        var now = time.GetUtcNow().UtcTicks;
        foreach (var span in spans)
        {
            if (Of(span) is { } times)
            {
                Volatile.Write(ref times.Exported, now);
            }
        }
    }

    /// <summary>The critical ones first, those that never ended included; then by name.</summary>
    public IReadOnlyList<OperationReport> Report()
    {
        var seen = _times.Select(t => new OperationReport(t.Key, critical.Any(c => Means(c, t.Key)), At(ref t.Value.Ended), At(ref t.Value.Exported))).ToList();
        var never = critical.Where(c => !seen.Any(s => Means(c, s.Name))).Select(c => new OperationReport(c, true, null, null));
        return [.. seen.Concat(never).OrderByDescending(o => o.Critical).ThenBy(o => o.Name, StringComparer.Ordinal)];
    }

    private Times? Of(Activity span)
    {
        var name = span.GetTagItem("upshot.signal") as string ?? span.DisplayName;
        return _times.TryGetValue(name, out var times) ? times
            : _times.Count < Most || critical.Any(c => Means(c, name)) ? _times.GetOrAdd(name, _ => new Times())
            : null;
    }

    /// <summary>A signal is meant with and without its version.</summary>
    private static bool Means(string said, string name) =>
        name.StartsWith(said, StringComparison.Ordinal) && (name.Length == said.Length || name[said.Length] == '@');

    private static DateTimeOffset? At(ref long ticks) => Volatile.Read(ref ticks) is > 0 and var at ? new DateTimeOffset(at, TimeSpan.Zero) : null;
}
