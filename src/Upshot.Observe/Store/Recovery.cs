using Microsoft.Extensions.Logging;
using Upshot.Observe.Policy;
using Upshot.Observe.Receive;

namespace Upshot.Observe.Store;

/// <param name="Records">Records that were in the journal only.</param>
/// <param name="TornBytes">Bytes at the end of the journal that were never acknowledged and have been cut off.</param>
/// <param name="DamagedBytes">Bytes that the disk no longer gives as they were written; requests in them may have been acknowledged.</param>
public sealed record RecoveryReport(long Records, long TornBytes, long DamagedBytes = 0);

/// <summary>What a start does about the end before it: reads the journals that were not sealed, and clears away halves.</summary>
internal sealed class Recovery(
    StoreOptions options, Catalog catalog, StoreState state, GenerationKeeper keeper, Sealer sealer, BatchReader reader, BatchPolicy policy, SeenBodies seen, ILogger log)
{
    private long _records;
    private long _tornBytes;
    private long _damagedBytes;

    public RecoveryReport Run()
    {
        DeleteUnlistedFiles();
        foreach (var hash in catalog.Read("SELECT hash::VARCHAR FROM bodies ORDER BY received_at", r => UInt128.Parse(r.GetString(0).Replace("-", ""), System.Globalization.NumberStyles.AllowHexSpecifier, null)))
        {
            seen.Add(hash);
        }

        var last = catalog.SealedGeneration();
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
        }

        var generation = keeper.Open(number, Journal.Open(path, valid));
        foreach (var entry in entries)
        {
            var summary = policy.Apply(reader.Read(entry.Signal, entry.Body, entry.ReceivedAt)).Summary;
            seen.Add(entry.Hash);
            _records += summary.Records;
            generation.Add(entry, summary);
        }

        sealer.Enqueue(generation);
    }

    /// <summary>A crash between writing a file and listing it, or between unlisting and deleting.</summary>
    private void DeleteUnlistedFiles()
    {
        var listed = state.Files.Select(f => Path.GetFileName(f.Path)).ToHashSet(StringComparer.Ordinal);
        foreach (var path in Directory.GetFiles(Sealer.FolderOf(options)).Where(p => !listed.Contains(Path.GetFileName(p))))
        {
            File.Delete(path);
        }

        foreach (var file in state.Files.Where(f => !File.Exists(f.Path)))
        {
            throw new StoreException($"The file {file.Path} is listed in the catalog but missing. Restore it, or remove its row from sealed_files with the duckdb tool to go on without it.");
        }
    }
}
