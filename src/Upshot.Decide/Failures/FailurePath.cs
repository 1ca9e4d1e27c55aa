using Upshot.Decide.CriticalPaths;
using Upshot.Evidence;

namespace Upshot.Decide.Failures;

/// <summary>Where a failed request failed: the calls from its root down to the span that failed first, and with what.</summary>
public sealed record FailurePath(string Path, IReadOnlyList<string> Steps, string ErrorType)
{
    /// <summary>Null: the request did not fail.</summary>
    public static FailurePath? Of(TraceEvidence trace)
    {
        var root = trace.Spans.FirstOrDefault(s => s.ParentSpanId.Length == 0) ?? trace.Spans.MinBy(s => s.StartNanos);
        if (root is not { IsError: true })
        {
            return null;
        }

        var failed = trace.Spans.Where(s => s.IsError).ToLookup(s => s.ParentSpanId);
        var steps = new List<string>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var at = root;
        while (true)
        {
            steps.Add(CriticalPath.NameOf(at));
            // What failed last is what the caller gave up for; earlier attempts were tried again.
            if (!seen.Add(at.SpanId) || failed[at.SpanId].Where(c => !seen.Contains(c.SpanId)).MaxBy(c => c.EndNanos) is not { } next)
            {
                return new FailurePath(string.Join(" > ", steps), steps, TypeOf(at));
            }

            at = next;
        }
    }

    private static string TypeOf(SpanEvidence span)
    {
        foreach (var name in new[] { "error.type", "exception.type", "http.response.status_code", "rpc.grpc.status_code" })
        {
            if (span.Attributes.TryGetValue(name, out var type) && type.Length > 0)
            {
                return type;
            }
        }

        return "";
    }
}
