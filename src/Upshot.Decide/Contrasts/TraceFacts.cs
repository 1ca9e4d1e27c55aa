using Upshot.Evidence;

namespace Upshot.Decide.Contrasts;

/// <summary>What is known of a request by its spans: flags, versions, route, process, and what else its spans say, as far as it is no consequence.</summary>
public static class TraceFacts
{
    private const int LongestValue = 80;

    private static readonly string[] Consequences =
    [
        "error.", "exception.", "http.response.", "http.status", "rpc.grpc.status", "otel.status", "db.response", "db.query", "db.statement", "thread.", "url.", "http.target", "http.url", "network.peer", "client.", "user_agent",
        "server.port", "trace", "span", "code.line", "messaging.message", "upshot.", "feature_flag.key", "feature_flag.result", "feature_flag.provider", "feature_flag.context",
    ];

    /// <summary>What an attribute of this name says came with the outcome, and cannot have led to it.</summary>
    public static bool IsConsequence(string name) => Consequences.Any(c => name.StartsWith(c, StringComparison.Ordinal));

    public static IReadOnlyDictionary<string, string> Of(TraceEvidence trace) => Of(trace, withConsequences: false);

    /// <param name="withConsequences">Everything that its spans say of it; long values are cut.</param>
    public static IReadOnlyDictionary<string, string> Of(TraceEvidence trace, bool withConsequences)
    {
        var facts = new SortedDictionary<string, string>(StringComparer.Ordinal);
        var root = trace.Spans.FirstOrDefault(s => s.ParentSpanId.Length == 0) ?? trace.Spans.MinBy(s => s.StartNanos);
        if (root is null)
        {
            return facts;
        }

        Add(facts, "service.version", root.Version);
        Add(facts, "service.instance.id", root.Instance);
        foreach (var span in trace.Spans.OrderBy(s => ReferenceEquals(s, root) ? 0 : 1).ThenBy(s => s.StartNanos))
        {
            if (span.Service != root.Service)
            {
                Add(facts, $"service.version@{span.Service}", span.Version);
                Add(facts, $"service.instance.id@{span.Service}", span.Instance);
            }

            foreach (var (name, value) in span.Attributes)
            {
                if (withConsequences)
                {
                    Add(facts, name, value.Length <= LongestValue ? value : $"{value[..LongestValue]}…", LongestValue + 1);
                }
                else if (!IsConsequence(name) && !(name == "http.route" && !ReferenceEquals(span, root)))
                {
                    Add(facts, name, value);
                }
            }
        }

        return facts;
    }

    private static void Add(SortedDictionary<string, string> facts, string name, string value, int longest = LongestValue)
    {
        if (value.Length > 0 && value.Length <= longest)
        {
            facts.TryAdd(name, value);
        }
    }
}
