using Upshot.Evidence;

namespace Upshot.Decide.Verification;

/// <summary>Whether traces hold together: every parent is there, and a service that is called goes on with its caller's trace.</summary>
internal static class PropagationCheck
{
    public static readonly CheckInfo Info = new("broken-propagation", "A span's parent is missing, or a service that was called started a trace of its own.", "A trace in pieces hides which request was slow, and why.");

    public static IEnumerable<VerificationProblem> Find(MatchedTelemetry seen) => Orphans(seen).Concat(Severed(seen));

    /// <summary>Spans under a parent that nobody emitted. Entries of operations may be called from outside, by a test or a browser.</summary>
    private static IEnumerable<VerificationProblem> Orphans(MatchedTelemetry seen)
    {
        foreach (var span in seen.Spans.Where(s => !s.Item.IsRoot && seen.Traces.Parent(s.Item) is null))
        {
            var item = span.Item;
            if (item.Kind is "server" or "consumer" && (seen.EntriesIn(item.TraceId).Any(e => ReferenceEquals(e.Span, item)) || seen.Traces.InTrace(item.TraceId).All(s => s.Origin.Service == item.Origin.Service) || BeginsOutside(item.TraceId, seen.Traces)))
            {
                continue;
            }

            yield return new(
                Info.Id,
                span.At(item.Name),
                $"The span {item.Name} is an orphan: its parent was not emitted.",
                "Export the parent too: look for a tracer that is not registered, a span that is never ended, a service that ends without flushing, or a trace context that is passed on without being used.")
            {
                Declared = span.Signal?.Location,
                Evidence = $"trace {item.TraceId}, span {item.SpanId}, parent {item.ParentSpanId}",
            };
        }
    }

    /// <summary>Nothing of the trace's beginning was emitted: whoever began it, such as a browser, tells somebody else.</summary>
    private static bool BeginsOutside(string traceId, TraceIndex traces) =>
        traces.InTrace(traceId).All(s => !s.IsRoot && (s.Kind is "server" or "consumer" || traces.Parent(s) is not null));

    /// <summary>Calls that nobody answered within their trace, while somebody answered just such a call in a trace of its own.</summary>
    private static IEnumerable<VerificationProblem> Severed(MatchedTelemetry seen)
    {
        var roots = seen.Spans.Where(s => s.Item is { IsRoot: true, Kind: "server" or "consumer" }).OrderBy(s => s.Item.StartNanos).ToList();
        if (roots.Count == 0)
        {
            yield break;
        }

        var taken = new HashSet<CapturedSpan>(ReferenceEqualityComparer.Instance);
        foreach (var call in seen.Spans.Where(s => s.Item.Kind is "client" or "producer" && !seen.Traces.Children(s.Item).Any()).OrderBy(s => s.Item.StartNanos))
        {
            var answer = roots.FirstOrDefault(root => !taken.Contains(root.Item) && Answers(root.Item, call.Item));
            if (answer is null)
            {
                continue;
            }

            taken.Add(answer.Item);
            yield return new(
                Info.Id,
                answer.At(answer.Item.Name),
                $"The trace breaks between {call.Origin.Service} and {answer.Origin.Service}: '{answer.Item.Name}' answers '{call.Item.Name}' and begins a trace of its own.",
                $"Send the traceparent header from {call.Origin.Service} (instrument its client, do not clear its headers), and let {answer.Origin.Service} extract it; both must use the same propagator (OTEL_PROPAGATORS).")
            {
                Evidence = $"trace {call.Item.TraceId} ends in {call.Origin.Service}; trace {answer.Item.TraceId} begins in {answer.Origin.Service}",
            };
        }
    }

    private static bool Answers(CapturedSpan server, CapturedSpan call) =>
        server.Origin.ResourceKey != call.Origin.ResourceKey
        && server.StartNanos >= call.StartNanos
        && server.StartNanos <= call.EndNanos
        && Agree(server, call, "http.request.method", "http.request.method") is not false
        && Agree(server, call, "server.port", "server.port") is not false
        && (SamePath(server, call) ?? Agree(server, call, "rpc.method", "rpc.method") ?? Agree(server, call, "messaging.destination.name", "messaging.destination.name")) is true;

    /// <summary>Null when one of them does not say.</summary>
    private static bool? Agree(CapturedSpan server, CapturedSpan call, string ofServer, string ofCall) =>
        server.Attributes.TryGetValue(ofServer, out var one) && call.Attributes.TryGetValue(ofCall, out var other) ? one.Text == other.Text : null;

    private static bool? SamePath(CapturedSpan server, CapturedSpan call) =>
        server.Attributes.TryGetValue("url.path", out var path) && call.Attributes.TryGetValue("url.full", out var url) && Uri.TryCreate(url.Text, UriKind.Absolute, out var full)
            ? full.AbsolutePath == path.Text
            : null;
}
