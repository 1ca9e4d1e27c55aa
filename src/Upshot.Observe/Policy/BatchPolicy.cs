using System.Runtime.InteropServices;
using Upshot.Observe.Policy.Bounds;
using Upshot.Observe.Policy.Rewriting;
using Upshot.Observe.Receive;

namespace Upshot.Observe.Policy;

/// <summary>What the plan says of a batch before anything is counted or stored of it: what nobody may see goes, and whose operations its requests are.</summary>
/// <param name="rewriter">Null: what is looked at was rewritten when it came.</param>
internal sealed class BatchPolicy(OperationMatcher operations, BatchRewriter? rewriter = null, ValueBounds? bounds = null)
{
    /// <summary>Takes the batch over and gives back it or another.</summary>
    /// <exception cref="Otlp.MalformedTelemetryException">A part that only the policy looks at is no protobuf; the batch is still the caller's.</exception>
    public Batch Apply(Batch batch)
    {
        batch = rewriter?.Apply(batch) ?? batch;
        Apply(batch.Summary, BatchRewriter.DayOf(batch.ReceivedAt));
        return batch;
    }

    private void Apply(BatchSummary summary, int day)
    {
        foreach (ref var request in CollectionsMarshal.AsSpan(summary.Requests))
        {
            request.Operation = operations.Match(request.Resource, request.Span);
            if (bounds?.AdmitsRoute(request, day) == false)
            {
                request.IsOther = true;
                summary.Notes.Add(request.Resource.Service, NoticeReason.Overflow);
            }
        }
    }
}
