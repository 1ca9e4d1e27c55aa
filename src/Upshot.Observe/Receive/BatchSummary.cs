namespace Upshot.Observe.Receive;

/// <summary>What a request holds, found at the door, before anything of it is stored.</summary>
internal sealed class BatchSummary
{
    public long Records { get; private set; }

    public long Rejected { get; private set; }

    public string RejectedBecause { get; private set; } = "";

    /// <summary>Earliest and latest time of a record, Unix nanoseconds.</summary>
    public long MinTime { get; private set; } = long.MaxValue;

    public long MaxTime { get; private set; } = long.MinValue;

    /// <summary>Requests to count: one for each entry span.</summary>
    public List<EntryRequest> Requests { get; } = [];

    public void Record(long time)
    {
        Records++;
        MinTime = Math.Min(MinTime, time);
        MaxTime = Math.Max(MaxTime, time);
    }

    public void Reject(string because)
    {
        Rejected++;
        RejectedBecause = because;
    }
}
