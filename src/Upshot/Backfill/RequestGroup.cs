using System.Text;
using Upshot.Observe.Otlp;

namespace Upshot.Backfill;

/// <summary>
/// Puts small requests of OTLP/JSON together into larger ones, always alike for the same file: a line with a span each would otherwise take a flush of the disk each.
/// </summary>
internal sealed class RequestGroup(TelemetrySignal signal)
{
    private const int Enough = 2 << 20;
    private readonly List<(string Group, string Place)> _parts = [];
    private int _length;

    /// <param name="group">An element of <c>resourceSpans</c>, <c>resourceMetrics</c> or <c>resourceLogs</c>.</param>
    /// <returns>A request that is large enough; null: not yet.</returns>
    public PastRequest? Add(string group, string place)
    {
        _parts.Add((group, place));
        _length += group.Length;
        return _length >= Enough ? Take() : null;
    }

    /// <summary>What is left; null: nothing.</summary>
    public PastRequest? Take()
    {
        if (_parts.Count == 0)
        {
            return null;
        }

        var parts = _parts.ToList();
        _parts.Clear();
        _length = 0;
        return new(signal, true, Body(parts.Select(p => p.Group)), parts[0].Place, parts.Count == 1 ? [] : [.. parts.Select(p => new PastRequest(signal, true, Body([p.Group]), p.Place, []))]);
    }

    private byte[] Body(IEnumerable<string> groups) => Encoding.UTF8.GetBytes($"{{\"{NameOf(signal)}\":[{string.Join(',', groups)}]}}");

    private static string NameOf(TelemetrySignal signal) => signal switch
    {
        TelemetrySignal.Traces => "resourceSpans",
        TelemetrySignal.Metrics => "resourceMetrics",
        _ => "resourceLogs",
    };
}
