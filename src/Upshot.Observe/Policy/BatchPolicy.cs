using System.Runtime.InteropServices;
using Upshot.Observe.Policy.Rewriting;
using Upshot.Observe.Receive;

namespace Upshot.Observe.Policy;

/// <summary>What the plan says of a batch before anything is counted or stored of it: what nobody may see goes, and whose operations its requests are.</summary>
/// <param name="rewriter">Null: what is looked at was rewritten when it came.</param>
internal sealed class BatchPolicy(OperationMatcher operations, BatchRewriter? rewriter = null)
{
    /// <summary>Takes the batch over and gives back it or another.</summary>
    /// <exception cref="Otlp.MalformedTelemetryException">A part that only the policy looks at is no protobuf; the batch is still the caller's.</exception>
    public Batch Apply(Batch batch)
    {
        batch = rewriter?.Apply(batch) ?? batch;
        Apply(batch.Summary);
        return batch;
    }

    public BatchSummary Apply(BatchSummary summary)
    {
        foreach (ref var request in CollectionsMarshal.AsSpan(summary.Requests))
        {
            request.Operation = operations.Match(request.Resource, request.Span);
        }

        return summary;
    }
}
