namespace Upshot.Observe.Receive;

/// <summary>What is to be said of one request, by service and reason. Of one thread at a time.</summary>
internal sealed class IntakeNotes
{
    private readonly Dictionary<(string Service, NoticeReason Reason, string Detail), (long Count, long Most)> _said = [];

    public bool Any => _said.Count > 0;

    public IEnumerable<(string Service, NoticeReason Reason, string Detail, long Count, long Most)> All => _said.Select(s => (s.Key.Service, s.Key.Reason, s.Key.Detail, s.Value.Count, s.Value.Most));

    /// <param name="amount">How far off it is, in nanoseconds; the largest is said.</param>
    /// <param name="detail">Why, where the reason alone does not say it: one of few fixed texts.</param>
    public void Add(string service, NoticeReason reason, long count = 1, long amount = 0, string detail = "")
    {
        var (before, most) = _said.GetValueOrDefault((service, reason, detail));
        _said[(service, reason, detail)] = (before + count, Math.Max(most, amount));
    }
}
