using Microsoft.Extensions.Logging;
using Upshot.Observe.Files;
using Upshot.Observe.Otlp;
using Upshot.Observe.Policy;
using Upshot.Observe.Receive;
using Upshot.Observe.Rollup;
using Upshot.Observe.Stores.Journals;

namespace Upshot.Observe.Stores.DuckDb;

/// <param name="Records">Records that were in the journal only.</param>
/// <param name="TornBytes">Bytes at the end of the journal that were never acknowledged and have been cut off.</param>
/// <param name="DamagedBytes">Bytes that the disk no longer gives as they were written; requests in them may have been acknowledged.</param>
/// <param name="LostRecords">Records that the manifest of the journals knows to have been acknowledged, and that are gone.</param>
public sealed record RecoveryReport(long Records, long TornBytes, long DamagedBytes = 0, long LostRecords = 0);

/// <summary>What a start does about the end before it: reads the journals that were not sealed, and clears away halves.</summary>
internal sealed class Recovery(
    StoreOptions options, string store, Catalog catalog, StoreState state, MissingFiles missing, LostAndFound lost, SegmentKeeper keeper, Sealer sealer, BatchReader reader, BatchPolicy policy, RecentRequests seen, RecentEntries entries, ILogger log)
{
    private long _records;
    private long _tornBytes;
    private long _damagedBytes;
    private readonly JournalLosses _losses = new(options, JournalManifest.Read(JournalLosses.ManifestIn(options), store), missing, log);
    private readonly List<JournalNote> _notes = [];

    public RecoveryReport Run()
    {
        missing.Restore();
        PutMissingAside();
        lost.Collect();
        foreach (var hash in catalog.Read($"SELECT hash FROM (SELECT hash, received_at FROM bodies ORDER BY received_at DESC LIMIT {seen.Capacity}) ORDER BY received_at", r => Checksum.FromUuid(r.GetGuid(0))))
        {
            seen.Add(hash);
        }

        var last = new[] { catalog.SealedSegment(), lost.LastSegment(), _losses.LastNumber }.Max();
        var there = new HashSet<long>();
        foreach (var path in Directory.GetFiles(Path.Combine(options.Directory, "journal"), "*.journal").Order(StringComparer.Ordinal))
        {
            if (SegmentKeeper.NumberOf(path) is not { } number)
            {
                log.LogWarning("{Path} is no journal by its name and is left alone", path);
                continue;
            }

            if (number <= catalog.SealedSegment())
            {
                File.Delete(path);
                continue;
            }

            last = Math.Max(last, number);
            var head = JournalNote.HeadOf(Journal.FirstIn(path));
            if (_losses.NumberOf(number, head) is not { } known)
            {
                log.LogError("The journal {Path} is not the one that was written here: it is in {Aside} now", path, Aside.Move(options, path, LostAndFound.Folder));
                continue;
            }

            there.Add(known);
            Recover(path, number, known, head);
        }

        _losses.Gone(there, catalog.SealedSegment());
        keeper.Note(JournalManifest.Create(JournalLosses.ManifestIn(options), store, _notes, log));
        keeper.Begin(last + 1);
        if (_records > 0 || _tornBytes > 0)
        {
            log.LogWarning("Recovered {Records} records from the journal{Torn}", _records, _tornBytes > 0 ? $"; cut off {_tornBytes} bytes of requests that were never acknowledged" : "");
        }

        return new(_records, _tornBytes, _damagedBytes, _losses.Records);
    }

    /// <param name="known">Under which number the manifest knows it.</param>
    private void Recover(string path, long number, long known, ulong head)
    {
        var length = new FileInfo(path).Length;
        var (read, valid, torn, damaged) = JournalReader.Read(path);

        // The beginning of a record that was acknowledged is no request that nobody was told of.
        _tornBytes += Math.Max(0, torn - _losses.AcknowledgedBehind(known, valid));
        if (damaged > 0)
        {
            _damagedBytes += damaged;
            log.LogError("The journal {Path} is damaged: {Bytes} bytes are not as they were written. Requests that stood there are lost, though senders were told that they were stored; {Requests} others in the file are whole. Check the disk", path, damaged, read.Count);
            missing.Remember(LostOf(path, read, damaged));
        }

        var segment = keeper.Open(number, Journal.Open(path, valid));
        segment.DiffersFromJournal = damaged > 0;
        var note = new JournalNote(number, valid, 0, 0, 0) { Head = head };
        foreach (var entry in read)
        {
            if (!seen.Add(entry.Hash))
            {
                // Refused when the disk failed and could not even be cut, and sent again since; or sealed already.
                ((IDisposable)entry.Body).Dispose();
                segment.DiffersFromJournal = true;
                continue;
            }

            var (kept, summary) = UnderPolicy(entry);
            segment.DiffersFromJournal |= kept != entry;
            entries.Filter(summary, entry.ReceivedAt);
            if (!kept.IsRewritten)
            {
                // Points are known by what was received, and what came twice is not in the journal.
                entries.Remember(summary, entry.ReceivedAt);
            }

            _records += summary.Records;
            segment.Add(kept, summary);
            var at = entry.ReceivedAt.ToUnixTimeMilliseconds();
            note = note.And(valid, summary.Records, at, at);
        }

        _notes.Add(note);
        if (damaged == 0)
        {
            _losses.Compare(known, path, note.Records, length);
        }

        sealer.Enqueue(segment);
    }

    /// <summary>What the plan classes by now goes before it is sealed, whatever it said when the request came.</summary>
    private (JournalEntry Entry, BatchSummary Summary) UnderPolicy(JournalEntry entry)
    {
        var batch = reader.Read(entry.Signal, entry.Body, entry.ReceivedAt);
        try
        {
            batch = policy.Apply(batch);
        }
        catch (MalformedTelemetryException e)
        {
            log.LogError(e, "A request of {At:O} was accepted by an earlier version and is kept as it is: {Reason}", entry.ReceivedAt, e.Message);
        }

        return (batch.Buffer == entry.Body ? entry : entry with { Body = batch.Buffer, IsRewritten = true }, batch.Summary);
    }

    /// <summary>A copy of the file stays, for its journal goes when the rest of it is sealed.</summary>
    private MissingRows LostOf(string path, IReadOnlyList<JournalEntry> entries, long damaged)
    {
        var written = new DateTimeOffset(File.GetLastWriteTimeUtc(path));
        var began = entries.Select(e => e.ReceivedAt).Append(written - options.SegmentAge).Min();
        return new(
            Path.GetFileName(path), null, null, began, written,
            $"{damaged:#,0} bytes of journal/{Path.GetFileName(path)} are not as they were written; {Aside.Copy(options, path, MissingFiles.Folder)} is a copy of it");
    }

    /// <summary>A file that is gone or has another size stops no start. Whether the others are whole is found out as they are asked.</summary>
    private void PutMissingAside()
    {
        foreach (var file in state.Files.Where(f => FileIdentity.Of(f.Path)?.Size != f.Bytes))
        {
            missing.Check(file);
        }
    }
}
