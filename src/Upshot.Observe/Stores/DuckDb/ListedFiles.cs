using DuckDB.NET.Data;
using Upshot.Observe.Otlp;

namespace Upshot.Observe.Stores.DuckDb;

/// <summary>
/// The rows of <c>sealed_files</c>. Every change says how many rows of telemetry the list must have gained or lost by it; one
/// that does not add up is undone, so that no fault of a merge, a drop or a seal can double or lose what was stored.
/// </summary>
internal static class ListedFiles
{
    public const string Columns = "name, signal, generation, rows, bytes, min_time, max_time, sealed_at, traces, hash";

    public static IReadOnlyList<SealedFile> Read(Catalog catalog, string folder) =>
        catalog.Read($"SELECT {Columns} FROM sealed_files ORDER BY generation", r => Read(r, folder));

    public static SealedFile Read(DuckDBDataReader r, string folder) => new(
        Path.Combine(folder, r.GetString(0)), Enum.Parse<TelemetrySignal>(r.GetString(1)), r.GetInt64(2), r.GetInt64(3), r.GetInt64(4), r.GetInt64(5), r.GetInt64(6), DateTimeOffset.FromUnixTimeMilliseconds(r.GetInt64(7)),
        r.IsDBNull(8) ? null : new(Blob(r.GetStream(8))), r.IsDBNull(9) ? null : Checksum.FromUuid(r.GetGuid(9)));

    /// <summary>The values of a file, in the order of <see cref="Columns"/>.</summary>
    public static string ValuesOf(SealedFile file) =>
        $"{Sql.Text(file.Name)}, '{file.Signal}', {file.Segment}, {file.Rows}, {file.Bytes}, {file.MinTime}, {file.MaxTime}, {file.SealedAt.ToUnixTimeMilliseconds()}, {(file.Traces is { } traces ? $"unhex('{Convert.ToHexString(traces.Bits)}')" : "NULL")}, {(file.Hash is { } hash ? $"'{Checksum.ToUuid(hash)}'" : "NULL")}";

    /// <summary>Takes files off the list and puts others on it, inside the transaction of <paramref name="connection"/>.</summary>
    /// <exception cref="LedgerException">The rows before and after are not what they must be.</exception>
    public static void Change(DuckDBConnection connection, IReadOnlyList<SealedFile> remove, IReadOnlyList<SealedFile> add)
    {
        var before = Sums(connection);
        if (remove.Count > 0)
        {
            Catalog.Execute(connection, $"DELETE FROM sealed_files WHERE list_contains({Sql.List(remove.Select(f => f.Name))}, name)");
        }

        foreach (var file in add)
        {
            Catalog.Execute(connection, $"INSERT INTO sealed_files ({Columns}) VALUES ({ValuesOf(file)})");
        }

        var after = Sums(connection);
        foreach (var signal in Enum.GetValues<TelemetrySignal>())
        {
            var expected = before.GetValueOrDefault(signal) - Sum(remove, signal) + Sum(add, signal);
            if (after.GetValueOrDefault(signal) != expected)
            {
                throw new LedgerException($"The catalog would list {after.GetValueOrDefault(signal).Rows} rows of {signal.ToString().ToLowerInvariant()} in {after.GetValueOrDefault(signal).Files} files where {expected.Rows} in {expected.Files} are right: the change is refused and everything stays as it was.");
            }
        }
    }

    private static Dictionary<TelemetrySignal, Tally> Sums(DuckDBConnection connection)
    {
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT signal, count(*), sum(rows)::BIGINT FROM sealed_files GROUP BY signal";
        using var reader = command.ExecuteReader();
        var sums = new Dictionary<TelemetrySignal, Tally>();
        while (reader.Read())
        {
            sums[Enum.Parse<TelemetrySignal>(reader.GetString(0))] = new(reader.GetInt64(1), reader.GetInt64(2));
        }

        return sums;
    }

    private static Tally Sum(IReadOnlyList<SealedFile> files, TelemetrySignal signal)
    {
        var chosen = files.Where(f => f.Signal == signal).ToList();
        return new(chosen.Count, chosen.Sum(f => f.Rows));
    }

    private static byte[] Blob(Stream stream)
    {
        using (stream)
        {
            var bytes = new byte[stream.Length];
            stream.ReadExactly(bytes);
            return bytes;
        }
    }

    private readonly record struct Tally(long Files, long Rows)
    {
        public static Tally operator +(Tally a, Tally b) => new(a.Files + b.Files, a.Rows + b.Rows);

        public static Tally operator -(Tally a, Tally b) => new(a.Files - b.Files, a.Rows - b.Rows);
    }
}

/// <summary>Rows do not add up; what would have made it so was undone.</summary>
internal sealed class LedgerException(string message) : Exception(message);
