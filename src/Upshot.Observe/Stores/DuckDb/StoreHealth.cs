using System.Collections.Concurrent;

namespace Upshot.Observe.Stores.DuckDb;

/// <summary>What is not as it should be: said by readiness, by <c>upshot status</c>, and by every answer that it concerns.</summary>
public sealed class StoreHealth
{
    private const string PlanSubject = "plan";
    private readonly ConcurrentDictionary<string, MissingRows> _missing = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, string> _notices = new(StringComparer.Ordinal);
    private readonly Func<string?> _directoryFault;

    internal StoreHealth(Func<string?> directoryFault) => _directoryFault = directoryFault;

    /// <summary>What no answer counts though it was stored, oldest first.</summary>
    public IReadOnlyList<MissingRows> Missing => [.. _missing.Values.OrderBy(m => m.From).ThenBy(m => m.File, StringComparer.Ordinal)];

    /// <summary>What somebody should look at; no answer is wrong for it.</summary>
    public IReadOnlyList<string> Notices => [.. _notices.OrderBy(n => n.Key, StringComparer.Ordinal).Select(n => n.Value)];

    /// <summary>Why nothing can be stored: the data directory is not the one that was opened. Null: it is.</summary>
    public string? DirectoryFault => _directoryFault();

    /// <summary>The plan on the disk is not the one that counts, and why; null: it is.</summary>
    public void PlanIsRefused(string? why)
    {
        if (why is null)
        {
            NoticeNoLonger(PlanSubject);
        }
        else
        {
            Notice(PlanSubject, why);
        }
    }

    internal void Miss(MissingRows rows) => _missing[rows.File] = rows;

    internal void MissNoLonger(string file) => _missing.TryRemove(file, out _);

    /// <param name="about">One notice for each subject: a later one takes its place.</param>
    internal void Notice(string about, string text) => _notices[about] = text;

    internal bool IsNoticed(string about) => _notices.ContainsKey(about);

    internal void NoticeNoLonger(string about) => _notices.TryRemove(about, out _);
}
