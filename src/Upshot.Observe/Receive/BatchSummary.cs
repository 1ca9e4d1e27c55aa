using Upshot.Observe.Otlp;

namespace Upshot.Observe.Receive;

/// <summary>What a request holds, found at the door, before anything of it is stored.</summary>
/// <param name="receivedAt">Unix nanoseconds.</param>
/// <param name="keeps">How long records are kept; null: for ever, or nobody knows.</param>
internal sealed class BatchSummary(long receivedAt = 0, TimeSpan? keeps = null)
{
    // Clocks of well-kept machines are within seconds; what is buffered and sent later is never ahead.
    private const long Ahead = 5L * 60 * 1_000_000_000;
    private const long FirstMonth = 31L * 24 * 3600 * 1_000_000_000;
    private readonly long _oldest = keeps is { } kept ? receivedAt - (kept.Ticks * 100) : long.MinValue;

    public long Records { get; private set; }

    public long Rejected { get; private set; }

    public string RejectedBecause { get; private set; } = "";

    /// <summary>What its sender, and whoever runs the server, is told.</summary>
    public IntakeNotes Notes { get; set; } = new();

    /// <summary>A record has no time of its own: two that are alike are not the same.</summary>
    public bool HasUntimed { get; set; }

    /// <summary>A record has two attributes of one key.</summary>
    public bool HasRepeatedAttributes { get; set; }

    /// <summary>Earliest and latest time of a record, Unix nanoseconds.</summary>
    public long MinTime { get; private set; } = long.MaxValue;

    public long MaxTime { get; private set; } = long.MinValue;

    /// <summary>Requests to count: one for each entry span.</summary>
    public List<EntryRequest> Requests { get; } = [];

    /// <summary>Data points that may not be stored twice, as they were received: whatever the policy makes of their attributes.</summary>
    public List<DeltaPoint> Deltas { get; set; } = [];

    public void Record(long time, ResourceInfo resource)
    {
        Records++;
        MinTime = Math.Min(MinTime, time);
        MaxTime = Math.Max(MaxTime, time);
        if (receivedAt > 0 && (time > receivedAt + Ahead || time < _oldest || time < FirstMonth))
        {
            NoteTime(time, resource.Service);
        }

        if (resource.IsCut)
        {
            Notes.Add(resource.Service, NoticeReason.NameCut);
        }
    }

    public void Reject(string because, ResourceInfo resource)
    {
        Rejected++;
        RejectedBecause = because;
        Notes.Add(resource.Service, NoticeReason.Refused, detail: because);
    }

    private void NoteTime(long time, string service)
    {
        if (time < FirstMonth)
        {
            Notes.Add(service, NoticeReason.WrongUnit);
        }
        else if (time < _oldest)
        {
            Notes.Add(service, NoticeReason.Old, 1, _oldest - time);
        }
        else
        {
            Notes.Add(service, NoticeReason.Ahead, 1, time - receivedAt);
        }
    }
}
