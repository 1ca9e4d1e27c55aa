using Microsoft.Extensions.Logging;

namespace Upshot.Observe.Stores.DuckDb;

/// <summary>What the journals must hold by their manifest and do not: said once in the log, and by every answer for as long as it would have been kept.</summary>
internal sealed class JournalLosses(StoreOptions options, IReadOnlyDictionary<long, JournalNote> notes, MissingFiles missing, ILogger log)
{
    /// <summary>Records that were acknowledged, and are in no journal any more.</summary>
    public long Records { get; private set; }

    public static string ManifestIn(StoreOptions options) => Path.Combine(options.Directory, "journal", JournalManifest.Name);

    /// <summary>The latest journal that there ever was.</summary>
    public long LastNumber => notes.Keys.DefaultIfEmpty(0).Max();

    /// <summary>How many of the bytes behind the last whole record were acknowledged.</summary>
    /// <param name="valid">Where the last whole record ends.</param>
    public long AcknowledgedBehind(long number, long valid) => notes.TryGetValue(number, out var note) ? Math.Max(0, note.Length - valid) : 0;

    /// <summary>The number under which the manifest knows what stands in a journal: another than its own when somebody exchanged two. Null: it is one of another directory.</summary>
    /// <param name="head">Of its first request; zero: it has none.</param>
    public long? NumberOf(long number, ulong head)
    {
        if (head == 0 || !notes.TryGetValue(number, out var own) || own.Head == 0 || own.Head == head)
        {
            return number;
        }

        return notes.Values.FirstOrDefault(n => n.Head == head)?.Number;
    }

    /// <summary>A journal was read; it may hold less than it must.</summary>
    public void Compare(long number, string path, long records, long length)
    {
        if (notes.TryGetValue(number, out var note) && !note.IsSealed && note.Records > records)
        {
            var what = length == 0 ? "is empty" : length < note.Length ? $"was cut: {length:#,0} of {note.Length:#,0} acknowledged bytes are there" : "is damaged";
            Lose(note, Path.GetFileName(path), note.Records - records, what);
        }
    }

    /// <summary>Journals that are not there, though nothing says that they were sealed.</summary>
    public void Gone(IReadOnlySet<long> there, long sealedUpTo)
    {
        foreach (var note in notes.Values.Where(n => !n.IsSealed && n.Records > 0 && n.Number > sealedUpTo && !there.Contains(n.Number)).OrderBy(n => n.Number))
        {
            Lose(note, Path.GetFileName(SegmentKeeper.PathOf(options, note.Number)), note.Records, "is gone");
        }
    }

    private void Lose(JournalNote note, string file, long records, string what)
    {
        Records += records;
        var (from, to) = (DateTimeOffset.FromUnixTimeMilliseconds(note.First), DateTimeOffset.FromUnixTimeMilliseconds(note.Last));
        log.LogError(
            "The journal {File} {What}: {Records} records that came from {From:yyyy-MM-dd HH:mm:ss} to {To:yyyy-MM-dd HH:mm:ss} UTC and were acknowledged are lost. Put the file back if there is a copy of it, and check the disk", file, what, records, from, to);
        missing.Remember(new MissingRows(file, null, records, from, to, $"journal/{file} {what}, though what stood there was acknowledged"));
    }
}
