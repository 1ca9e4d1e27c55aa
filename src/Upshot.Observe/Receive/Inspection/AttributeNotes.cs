using Upshot.Observe.Otlp;

namespace Upshot.Observe.Receive.Inspection;

/// <summary>What is to be said of a record's attributes.</summary>
internal static class AttributeNotes
{
    public static void Take(Slice record, uint tag, in RepeatedKeys keys, bool hasLong, ResourceInfo resource, BatchSummary summary)
    {
        if (hasLong)
        {
            summary.Notes.Add(resource.Service, NoticeReason.ValueCut);
        }

        if (keys.MayHave && RepeatedKeys.IsIn(record, tag))
        {
            summary.HasRepeatedAttributes = true;
            summary.Notes.Add(resource.Service, NoticeReason.AttributeTwice);
        }
    }
}
