using Upshot.Observe.Stores.DuckDb.Backup;

namespace Upshot.Observe.Stores.DuckDb.Questions.AdHoc;

/// <summary>
/// Journals that a start recovered and whose files do not hold the requests as they count, written once more: what was damaged, came
/// twice, or is not kept as it came is in memory as it shall be read. They are sealed at once, but for want of room.
/// </summary>
internal sealed class RecoveredJournals(string folder)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<long, string> _copies = [];

    public string Of(SegmentView view)
    {
        lock (_gate)
        {
            if (!_copies.TryGetValue(view.Segment.Number, out var path))
            {
                Directory.CreateDirectory(folder);
                path = Path.Combine(folder, $"{Guid.NewGuid():N}.journal");
                using var file = new FileStream(path, FileMode.CreateNew, FileAccess.Write);
                using var journal = new JournalStream(view.Segment.Entries(view.Entries));
                journal.CopyTo(file);
                _copies[view.Segment.Number] = path;
            }

            return path;
        }
    }

    /// <summary>The others are sealed. A question that has not opened its copy yet is asked again.</summary>
    public void KeepOnly(IEnumerable<long> segments)
    {
        lock (_gate)
        {
            foreach (var number in _copies.Keys.Except(segments).ToList())
            {
                File.Delete(_copies[number]);
                _copies.Remove(number);
            }
        }
    }
}
