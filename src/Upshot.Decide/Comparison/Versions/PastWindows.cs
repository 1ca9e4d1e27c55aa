using Upshot.Evidence;

namespace Upshot.Decide.Comparison.Versions;

/// <summary>Pairs of windows out of a service's past, of one version each.</summary>
internal sealed class PastWindows
{
    /// <summary>A window counts where at least this much of it is known.</summary>
    private const double Covered = 0.8;

    /// <summary>And where another version than its own had at most this share of the requests.</summary>
    private const double Foreign = 0.1;
    private readonly ReplicateEvidence[] _rows;
    private readonly DateTimeOffset[] _starts;
    private readonly TimeSpan _longest;

    public PastWindows(IReadOnlyList<ReplicateEvidence> past)
    {
        _rows = [.. past.Where(r => r.Count > 0).OrderBy(r => r.Start)];
        _starts = [.. _rows.Select(r => r.Start)];
        _longest = _rows.Length == 0 ? TimeSpan.Zero : _rows.Max(r => r.Length);
    }

    /// <summary>Null where too little is known, or a release lies between.</summary>
    public (List<ReplicateEvidence> Before, List<ReplicateEvidence> After)? Rows(TimeRange before, TimeRange after)
    {
        var (first, second) = (In(before), In(after));
        return IsCovered(first, before.Length) && IsCovered(second, after.Length) && IsOneVersion(first, second) ? (first, second) : null;
    }

    private List<ReplicateEvidence> In(TimeRange window)
    {
        var at = Array.BinarySearch(_starts, window.From);
        at = at < 0 ? ~at : at;
        while (at > 0 && _starts[at - 1] == window.From)
        {
            at--;
        }

        var rows = new List<ReplicateEvidence>();
        for (; at < _rows.Length && _starts[at] < window.To; at++)
        {
            if (_starts[at] + _rows[at].Length <= window.To)
            {
                rows.Add(_rows[at]);
            }
        }

        return rows;
    }

    private bool IsCovered(List<ReplicateEvidence> rows, TimeSpan length)
    {
        var (covered, last) = (TimeSpan.Zero, DateTimeOffset.MinValue);
        foreach (var row in rows)
        {
            covered += row.Start == last ? TimeSpan.Zero : row.Length;
            last = row.Start;
        }

        return _longest > TimeSpan.Zero && covered >= Covered * length;
    }

    private static bool IsOneVersion(List<ReplicateEvidence> first, List<ReplicateEvidence> second)
    {
        var version = second[0].Instance;
        long own = 0, foreign = 0;
        foreach (var row in first.Concat(second))
        {
            (own, foreign) = row.Instance == version ? (own + row.Count, foreign) : (own, foreign + row.Count);
        }

        return Math.Min(own, foreign) <= Foreign * (own + foreign) && foreign <= own;
    }
}
