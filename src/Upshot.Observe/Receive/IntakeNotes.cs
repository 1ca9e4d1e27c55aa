namespace Upshot.Observe.Receive;

/// <summary>What is to be said of one request, by service and reason. Of one thread at a time.</summary>
internal sealed class IntakeNotes
{
    private readonly Dictionary<(string Service, NoticeReason Reason), (long Count, long Most)> _said = [];

    public bool Any => _said.Count > 0;

    public IEnumerable<(string Service, NoticeReason Reason, long Count, long Most)> All => _said.Select(s => (s.Key.Service, s.Key.Reason, s.Value.Count, s.Value.Most));

    /// <param name="amount">How far off it is, in nanoseconds; the largest is said.</param>
    public void Add(string service, NoticeReason reason, long count = 1, long amount = 0)
    {
        var (before, most) = _said.GetValueOrDefault((service, reason));
        _said[(service, reason)] = (before + count, Math.Max(most, amount));
    }
}
