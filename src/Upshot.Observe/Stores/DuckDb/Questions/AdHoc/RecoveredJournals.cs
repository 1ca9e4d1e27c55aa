using System.Collections.Concurrent;
using Upshot.Observe.Stores.DuckDb.Backup;

namespace Upshot.Observe.Stores.DuckDb.Questions.AdHoc;

/// <summary>
/// Journals that a start recovered and whose files do not hold the requests as they count, written once more: what was damaged, came
/// twice, or is not kept as it came is in memory as it shall be read. They are sealed at once, but for want of room.
/// </summary>
internal sealed class RecoveredJournals(string folder)
{
    private readonly ConcurrentDictionary<long, string> _copies = [];

    public string Of(SegmentView view)
    {
        if (_copies.TryGetValue(view.Segment.Number, out var known))
        {
            return known;
        }

        Directory.CreateDirectory(folder);
        var path = Path.Combine(folder, $"{Guid.NewGuid():N}.journal");
        using (var file = new FileStream(path, FileMode.CreateNew, FileAccess.Write))
        {
            using var journal = new JournalStream(view.Segment.Entries(view.Entries));
            journal.CopyTo(file);
        }

        var first = _copies.GetOrAdd(view.Segment.Number, path);
        if (first != path)
        {
            File.Delete(path);
        }

        return first;
    }

    /// <summary>The others are sealed. A question that has not opened its copy yet is asked again.</summary>
    public void KeepOnly(IEnumerable<long> segments)
    {
        foreach (var number in _copies.Keys.Except(segments).ToList())
        {
            if (_copies.TryRemove(number, out var path))
            {
                File.Delete(path);
            }
        }
    }
}
