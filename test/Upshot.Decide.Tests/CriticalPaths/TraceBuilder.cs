using System.Globalization;
using Upshot.Evidence;

namespace Upshot.Decide.Tests.CriticalPaths;

/// <summary>Traces in text: one span a line, "id parent start..end" and, if wanted, the kind; a dash is no parent.</summary>
internal static class TraceBuilder
{
    public static TraceEvidence Trace(string text) => new("t", [.. text.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(Span)]);

    public static SpanEvidence Span(string line)
    {
        var words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var times = words[2].Split("..").Select(t => long.Parse(t, CultureInfo.InvariantCulture)).ToArray();
        return new SpanEvidence(words[0], words[1] == "-" ? "" : words[1], "s", words[0].TrimEnd('0', '1', '2', '3', '4', '5', '6', '7', '8', '9'), words.Length > 3 ? words[3] : "internal", times[0], times[1] - times[0], false);
    }

    /// <summary>Anything that may come: overlaps, children outside, missing parents, cycles, repeated ids, skewed clocks, no duration.</summary>
    public static TraceEvidence Random(Random random, int spans, double brokenness)
    {
        var list = new List<SpanEvidence>();
        string[] kinds = ["internal", "client", "server", "producer"];
        for (var i = 0; i < spans; i++)
        {
            var isBroken = random.NextDouble() < brokenness;
            var parent = i == 0 ? "" : isBroken ? random.Next(4) switch { 0 => "gone", 1 => $"{random.Next(spans)}", 2 => "", _ => $"{i}" } : $"{random.Next(i)}";
            var range = isBroken ? 3000 : 1000;
            var start = i == 0 ? 0 : random.Next(range) - (isBroken ? 1000 : 0);
            var duration = i == 0 ? 1000 : random.NextDouble() < 0.1 ? 0 : random.Next(isBroken ? 3000 : 400) - (isBroken ? 100 : 0);
            var id = isBroken && random.NextDouble() < 0.2 ? $"{random.Next(spans)}" : $"{i}";
            list.Add(new SpanEvidence(id, parent, $"s{random.Next(3)}", $"o{random.Next(4)}", kinds[random.Next(4)], start, duration, false));
        }

        return new TraceEvidence("t", list);
    }

    /// <summary>Each child lies inside its parent, and no two spans end at the same time.</summary>
    public static TraceEvidence Nested(Random random, int spans)
    {
        var list = new List<SpanEvidence> { new("0", "", "s", "o", "internal", 0, 1L << 40, false) };
        var ends = new HashSet<long> { 1L << 40 };
        while (list.Count < spans)
        {
            var parent = list[random.Next(list.Count)];
            var start = parent.StartNanos + random.NextInt64(Math.Max(1, parent.DurationNanos / 2));
            var duration = random.NextInt64(Math.Max(1, parent.EndNanos - start));
            if (ends.Add(start + duration))
            {
                list.Add(new SpanEvidence($"{list.Count}", parent.SpanId, "s", $"o{random.Next(4)}", "internal", start, duration, false));
            }
        }

        return new TraceEvidence("t", list);
    }
}
