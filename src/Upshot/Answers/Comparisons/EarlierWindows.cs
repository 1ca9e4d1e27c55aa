using Upshot.Evidence;
using Upshot.Observe.Stores.Questions;

namespace Upshot.Answers.Comparisons;

/// <summary>
/// Windows of earlier releases, from which is learnt how processes of one version differ: as long as the comparison, at its hour of the day where there is such a day;
/// of a release that ran no longer than that, what it has. A shorter time varies by more, so that it makes nothing surer than it is.
/// </summary>
internal static class EarlierWindows
{
    private const int Most = 20, Blocks = 12;

    /// <summary>Processes that were there for less of a window came or went meanwhile.</summary>
    private const double Whole = 0.85;

    /// <summary>A release that ran for less of the time compared says too little.</summary>
    private const double Least = 0.5;
    private static readonly TimeSpan Day = TimeSpan.FromDays(1), Settle = TimeSpan.FromMinutes(10);

    public static IReadOnlyList<BlockWindow> Of(ComparedOperation operation, ComparedTime time)
    {
        var length = time.Candidate.Length < time.Length ? time.Candidate.Length : time.Length;
        return time.IsShort ? [] : [.. operation.Lives
            .Where(l => l.Version != operation.Baseline && l.Version != operation.Candidate && l.From < time.Candidate.From)
            .GroupBy(l => l.Version)
            .Select(versions => versions.MaxBy(l => l.Range.Length)!)
            .OrderByDescending(l => l.To)
            .Select(l => Window(l, time.Candidate.From, length) is { } window ? new BlockWindow(l.Service, l.Environment, l.Operation, l.Version, window, BlockLength.Of(length, Blocks)) : null)
            .OfType<BlockWindow>().Take(Most)];
    }

    /// <summary>Null where too few processes were there all the time.</summary>
    public static EarlierRelease? Release(BlockWindow window, ArmEvidence found)
    {
        if (found.Identity == ProcessIdentity.None || found.Replicates.Count == 0)
        {
            return null;
        }

        var blocks = found.Replicates.Select(r => r.Start).Distinct().Count();
        var whole = found.Replicates.GroupBy(r => r.Instance).Where(p => p.Select(r => r.Start).Distinct().Count() >= Whole * blocks).ToList();
        return whole.Count < 2 ? null : new EarlierRelease(window.Version!, [.. whole.SelectMany(p => p)]);
    }

    private static TimeRange? Window(VersionLife life, DateTimeOffset candidate, TimeSpan length)
    {
        var settle = life.Range.Length / 5 < Settle ? life.Range.Length / 5 : Settle;
        var (first, last) = (life.From + settle, life.To - length);
        if (last < first)
        {
            return life.To - first >= Least * length ? new TimeRange(first, life.To) : null;
        }

        var days = Math.Ceiling((candidate - last) / Day);
        var alike = candidate - (days * Day);
        var start = alike >= first && alike <= last ? alike : last - settle > first ? last - settle : first;
        return new TimeRange(start, start + length);
    }
}
