using System.Runtime.InteropServices;
using Upshot.Observe.Receive;

namespace Upshot.Observe.Policy;

/// <summary>What the plan says of a batch before anything is counted or stored of it: whose operations its requests are.</summary>
internal sealed class BatchPolicy(OperationMatcher operations)
{
    public Batch Apply(Batch batch)
    {
        foreach (ref var request in CollectionsMarshal.AsSpan(batch.Summary.Requests))
        {
            request.Operation = operations.Match(request.Resource, request.Span);
        }

        return batch;
    }
}
