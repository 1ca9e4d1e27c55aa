using System.Text.Json;
using Upshot.Observe.Policy;
using Upshot.Observe.Stores.Rows;

namespace Upshot.Observe.Stores.DuckDb.Questions.AdHoc.Worker;

/// <summary>What a worker is told once: how this store's rows are read, and what it may use.</summary>
/// <param name="Directory">The data directory: the only place where it may read and write.</param>
/// <param name="LinksInto">Where sealed files are, when those of the directory are links to them.</param>
/// <param name="Scratch">A folder for what does not fit into memory; it goes with the worker.</param>
/// <param name="MemoryMiB">What DuckDB may keep in memory.</param>
/// <param name="Views">Each documented view over <see cref="Source"/>, as SQL.</param>
internal sealed record WorkerSetup(
    string Directory, string? LinksInto, string Scratch, int MemoryMiB, int DiskMiB, int Threads, IReadOnlyList<Column> Declared,
    IReadOnlyList<string> Operations, IReadOnlyList<OperationMatcher.Candidate> Candidates, IReadOnlyDictionary<string, string> Views)
{
    /// <summary>The relation with a table's stored rows.</summary>
    public static string Source(string table) => $"source_{table}";
}

/// <summary>A journal that is not sealed yet, and how many of its requests had been acknowledged.</summary>
internal sealed record JournalPart(string Path, int Entries);

/// <param name="Paths">Sealed files.</param>
/// <param name="OldestMinute">Of sealed rows, those before it do not count; Unix nanoseconds.</param>
/// <param name="Unsealed">Rows that the server counted: <see cref="CountedRows"/>. Null: they are read from journals.</param>
internal sealed record TableFiles(IReadOnlyList<string> Paths, long OldestMinute, byte[]? Unsealed);

/// <summary>One question and the snapshot that it sees.</summary>
/// <param name="Seconds">What it may take from its beginning, waiting included.</param>
/// <param name="SecondsLeft">What is left of that.</param>
internal sealed record WorkerQuestion(
    string Sql, int Rows, long Bytes, double Seconds, double SecondsLeft, IReadOnlyList<JournalPart> Journals, IReadOnlyDictionary<string, TableFiles> Tables);

/// <summary>How an answer ended.</summary>
/// <param name="CutBecause">Null: it is whole.</param>
/// <param name="Rows">How many there are.</param>
internal sealed record WorkerEnd(string? CutBecause, int Rows);

/// <param name="IsRefusal">The statement was not run.</param>
/// <param name="IsBroken">The worker cannot answer anything any more.</param>
internal sealed record WorkerFailure(string Message, bool IsRefusal, bool IsBroken);

/// <summary>How these are written: one line of JSON each.</summary>
internal static class WorkerJson
{
    // The conditions of operations are tuples.
    private static readonly JsonSerializerOptions Options = new() { IncludeFields = true };

    public static byte[] Write<T>(T value) => JsonSerializer.SerializeToUtf8Bytes(value, Options);

    public static T Read<T>(ReadOnlySpan<byte> json) => JsonSerializer.Deserialize<T>(json, Options)!;
}
