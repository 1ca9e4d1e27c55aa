using Microsoft.Extensions.Logging;
using Upshot.Observe.Receive;
using Upshot.Observe.Receive.Protobuf;

namespace Upshot.Observe.Store;

/// <param name="Records">Records that were in the journal only.</param>
/// <param name="TornBytes">Bytes at the end of the journal that were never acknowledged and have been cut off.</param>
/// <param name="DamagedBytes">Bytes that the disk no longer gives as they were written; requests in them may have been acknowledged.</param>
public sealed record RecoveryReport(long Records, long TornBytes, long DamagedBytes = 0);

/// <summary>What a start does about the end before it: reads the journals that were not sealed, and clears away halves.</summary>
internal sealed class Recovery(
    StoreOptions options, Catalog catalog, StoreState state, MissingFiles missing, LostAndFound lost, GenerationKeeper keeper, Sealer sealer, IReadOnlyDictionary<TelemetrySignal, RecordReader> readers, SeenBodies seen, ILogger log)
{
    private long _records;
    private long _tornBytes;
    private long _damagedBytes;

    public RecoveryReport Run()
    {
        missing.Restore();
        PutMissingAside();
        lost.Collect();
        foreach (var hash in catalog.Read("SELECT hash::VARCHAR FROM bodies ORDER BY received_at", r => UInt128.Parse(r.GetString(0).Replace("-", ""), System.Globalization.NumberStyles.AllowHexSpecifier, null)))
        {
            seen.Add(hash);
        }

        var last = Math.Max(catalog.SealedGeneration(), lost.LastGeneration());
        foreach (var path in Directory.GetFiles(Path.Combine(options.Directory, "journal"), "*.journal").Order(StringComparer.Ordinal))
        {
            var number = long.Parse(Path.GetFileNameWithoutExtension(path), System.Globalization.CultureInfo.InvariantCulture);
            if (number <= catalog.SealedGeneration())
            {
                File.Delete(path);
                continue;
            }

            Recover(path, number);
            last = Math.Max(last, number);
        }

        keeper.Begin(last + 1);
        if (_records > 0 || _tornBytes > 0)
        {
            log.LogWarning("Recovered {Records} records from the journal{Torn}", _records, _tornBytes > 0 ? $"; cut off {_tornBytes} bytes of requests that were never acknowledged" : "");
        }

        return new(_records, _tornBytes, _damagedBytes);
    }

    private void Recover(string path, long number)
    {
        var (entries, valid, torn, damaged) = JournalReader.Read(path);
        _tornBytes += torn;
        if (damaged > 0)
        {
            _damagedBytes += damaged;
            log.LogError("The journal {Path} is damaged: {Bytes} bytes are not as they were written. Requests that stood there are lost, though senders were told that they were stored; {Requests} others in the file are whole. Check the disk", path, damaged, entries.Count);
            missing.Remember(LostOf(path, entries, damaged));
        }

        var generation = keeper.Open(number, Journal.Open(path, valid));
        foreach (var entry in entries)
        {
            var found = readers[entry.Signal].Inspect(ReceivedBody.Of(entry));
            seen.Add(entry.Hash);
            _records += found.Records;
            generation.Add(entry, found);
        }

        sealer.Enqueue(generation);
    }

    /// <summary>A copy of the file stays, for its journal goes when the rest of it is sealed.</summary>
    private MissingRows LostOf(string path, IReadOnlyList<JournalEntry> entries, long damaged)
    {
        var written = new DateTimeOffset(File.GetLastWriteTimeUtc(path));
        var began = entries.Select(e => e.ReceivedAt).Append(written - options.GenerationAge).Min();
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
