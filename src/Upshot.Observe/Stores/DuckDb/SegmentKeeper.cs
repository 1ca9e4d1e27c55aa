using System.Globalization;
using Microsoft.Extensions.Logging;
using Upshot.Observe.Stores.Journals;
using Upshot.Observe.Stores.Plans;

namespace Upshot.Observe.Stores.DuckDb;

/// <summary>Holds the segment that is being filled and hands full ones to the sealer. Used by the writer's thread alone, but for reading sizes.</summary>
internal sealed class SegmentKeeper(StoreOptions options, StoreState state, Action<Segment> seal, TimeProvider time, ILogger log) : IDisposable
{
    private volatile Segment _active = null!;
    private JournalManifest _manifest = null!;
    private bool _hasNoRoom;

    public Segment Active => _active;

    public long UnsealedBytes => state.Segments.Sum(g => g.Bytes);

    public static string PathOf(StoreOptions options, long number) => Path.Combine(options.Directory, "journal", $"{number:D10}.journal");

    // So that the next number has no more digits than names are read with, whatever somebody calls a file.
    private const long Beyond = 100_000_000_000_000_000;

    /// <summary>Null: the file is none of ours.</summary>
    public static long? NumberOf(string path) =>
        long.TryParse(Path.GetFileNameWithoutExtension(path), NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number is > 0 and < Beyond && Path.GetFileName(path) == $"{number:D10}.journal" ? number : null;

    /// <summary>Where it is written down from now on what journals hold.</summary>
    public void Note(JournalManifest manifest) => _manifest = manifest;

    /// <summary>These have just been made durable in the active segment's journal.</summary>
    public void Acknowledge(IReadOnlyList<(DateTimeOffset ReceivedAt, long Records)> news)
    {
        if (news.Count > 0)
        {
            _manifest.Acknowledged(
                _active.Number, _active.Journal.Length, news.Sum(n => n.Records), news.Min(n => n.ReceivedAt).ToUnixTimeMilliseconds(), news.Max(n => n.ReceivedAt).ToUnixTimeMilliseconds(),
                JournalNote.HeadOf(_active.Journal.First));
        }
    }

    /// <summary>The segment is sealed: nobody misses its journal.</summary>
    public void Sealed(long number) => _manifest.Sealed(number);

    public void Dispose() => _manifest?.Dispose();

    /// <summary>A segment for a journal that is open at its end.</summary>
    public Segment Open(long number, Journal journal) => Open(number, journal, state.Plan);

    private Segment Open(long number, Journal journal, StorePlan plan)
    {
        var segment = new Segment(number, journal, plan, time.GetUtcNow());
        state.Add(segment);
        return segment;
    }

    public void Begin(long number) => Begin(number, state.Plan);

    private void Begin(long number, StorePlan plan)
    {
        var journal = Journal.Open(PathOf(options, number));
        try
        {
            _manifest.Opened(number);
        }
        catch
        {
            journal.Dispose();
            throw;
        }

        _active = Open(number, journal, plan);
    }

    public void RotateIfFull()
    {
        var hourClosed = _active.Rows > 0 && time.GetUtcNow().Ticks / options.SegmentAge.Ticks != _active.OpenedAt.Ticks / options.SegmentAge.Ticks;
        if (_active.Rows >= options.SegmentRecords || _active.Bytes >= options.SegmentBytes || hourClosed)
        {
            Rotate();
        }
    }

    /// <summary>What comes from now on belongs to another plan, and so into a segment of its own.</summary>
    /// <exception cref="IOException">There is no room for it; nothing has changed.</exception>
    public void Use(StorePlan plan)
    {
        var full = _active;
        if (full.IsEmpty)
        {
            _active = Open(full.Number, full.Journal, plan);
            state.Plan = plan;
            state.Replace(full, [], []);
            return;
        }

        Begin(full.Number + 1, plan);
        state.Plan = plan;
        seal(full);
    }

    public void Rotate()
    {
        var full = _active;
        try
        {
            Begin(full.Number + 1);
            _hasNoRoom = false;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // No room for a new file: the old one goes on until there is. Said once, for it is tried with every batch.
            if (!_hasNoRoom)
            {
                _hasNoRoom = true;
                log.LogWarning(e, "The next segment cannot be begun, and segment {Number} goes on until it can", full.Number);
            }

            return;
        }

        seal(full);
    }
}
