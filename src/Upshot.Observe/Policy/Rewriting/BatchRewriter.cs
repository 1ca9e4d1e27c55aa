using Upshot.Observe.Otlp;
using Upshot.Observe.Policy.Bounds;
using Upshot.Observe.Policy.Privacy;
using Upshot.Observe.Receive;

namespace Upshot.Observe.Policy.Rewriting;

/// <summary>Makes another request of one in which something may not stay as it is, in one walk and one copy. For any number of threads.</summary>
/// <param name="privacy">Null: the plan classes nothing.</param>
internal sealed class BatchRewriter(PrivacyRules? privacy, byte[]? key, ValueBounds? bounds = null)
{
    private readonly ValueBounds _bounds = bounds ?? ValueBounds.None;
    private readonly ClassedNames _names = privacy?.Names ?? ClassedNames.None;
    private readonly ValueHash? _hash = key is null ? null : new(key);
    private static readonly BatchReader s_reader = new();

    /// <summary>The same batch when nothing has to change; else another in its place.</summary>
    /// <exception cref="MalformedTelemetryException">What the door does not look at, such as attributes of scopes, is no protobuf; the batch is as it was.</exception>
    public unsafe Batch Apply(Batch batch)
    {
        var summary = batch.Summary;
        if (privacy is null && !_bounds.Any && !summary.HasRepeatedAttributes)
        {
            return batch;
        }

        var body = new Slice(batch.Buffer.Pointer, batch.Buffer.Length);
        var edits = new MessageEdits(body);
        var limits = new RecordBounds(_bounds, _names, DayOf(batch.ReceivedAt), summary.Notes);
        new RequestRewriter(batch.Signal, new AttributeRewriter(_names, _hash, limits, edits, summary.HasRepeatedAttributes), limits, edits, privacy?.Status ?? Treatment.Keep).Walk(body);
        if (!edits.Any)
        {
            return batch;
        }

        var changed = s_reader.Read(batch.Signal, edits.Apply(), batch.ReceivedAt);
        (changed.Summary.Notes, changed.Summary.Deltas) = (summary.Notes, summary.Deltas);
        batch.Dispose();
        return changed;
    }

    /// <summary>The batch without records that came before.</summary>
    /// <param name="ordinals">Which spans, log records or data points, in their order.</param>
    public static Batch Without(Batch batch, IReadOnlySet<int> ordinals)
    {
        var rest = batch.Signal == TelemetrySignal.Metrics ? PointRemoval.Without(batch.Buffer, ordinals) : RecordRemoval.Without(batch.Buffer, ordinals);
        var changed = s_reader.Read(batch.Signal, rest, batch.ReceivedAt);
        changed.Summary.Notes = batch.Summary.Notes;
        changed.Summary.Deltas = [.. batch.Summary.Deltas.Where(d => !ordinals.Contains(d.Ordinal))];
        batch.Dispose();
        return changed;
    }

    internal static int DayOf(DateTimeOffset at) => (int)(at.ToUnixTimeSeconds() / 86_400);
}
