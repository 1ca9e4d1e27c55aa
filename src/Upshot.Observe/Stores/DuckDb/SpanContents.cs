using System.Text.Json;
using DuckDB.NET.Data;

namespace Upshot.Observe.Stores.DuckDb;

/// <summary>
/// Which services a file has spans of, how long the longest of each is, and of which operations: a question that none of them can answer
/// leaves the file out. Always found out from the file itself, and only good for the bytes it was found out from.
/// </summary>
/// <param name="Hash">Of the file, as <see cref="Checksum"/> has it.</param>
/// <param name="Longest">By service, in nanoseconds; null: there are too many services to list.</param>
/// <param name="Operations">As they are stored; null: there are too many.</param>
internal sealed record SpanContents(string Hash, IReadOnlyDictionary<string, long>? Longest, IReadOnlyList<string>? Operations)
{
    /// <summary>Names come from senders: what is listed of them is bounded.</summary>
    private const int MostNames = 256, MostNameLength = 4096;

    /// <summary>The longest span of a service, or of all; a guess upwards where it is not known.</summary>
    public long LongestOf(string? service) =>
        Longest is null ? long.MaxValue
        : service is null ? Longest.Values.DefaultIfEmpty(long.MinValue).Max()
        : Longest.GetValueOrDefault(service, long.MinValue);

    public bool MayHaveOperation(IReadOnlyCollection<string> names) => Operations is null || Operations.Any(names.Contains);

    /// <summary>Reads a finished file of spans.</summary>
    public static SpanContents Read(DuckDBConnection connection, string path, UInt128 hash)
    {
        using var command = connection.CreateCommand();
        command.CommandText =
            $"""
             WITH found AS MATERIALIZED (SELECT coalesce(service, '') AS service, operation, max(duration_ns) AS longest FROM read_parquet({Sql.Text(path)}) GROUP BY ALL)
             SELECT true, service, coalesce(max(longest), {long.MinValue}) FROM found GROUP BY service
             UNION ALL SELECT DISTINCT false, operation, 0 FROM found WHERE operation IS NOT NULL
             """;
        var (longest, operations) = (new Dictionary<string, long>(StringComparer.Ordinal), new List<string>());
        using var reader = command.ExecuteReader();
        while (reader.Read())
        {
            if (reader.GetBoolean(0))
            {
                longest.Add(reader.GetString(1), reader.GetInt64(2));
            }
            else
            {
                operations.Add(reader.GetString(1));
            }
        }

        return new(Checksum.ToUuid(hash), IsShort(longest.Keys) ? longest : null, IsShort(operations) ? [.. operations.Order(StringComparer.Ordinal)] : null);
    }

    public string ToJson() => JsonSerializer.Serialize(this);

    /// <summary>Null: it says nothing about a file of these bytes that this version understands.</summary>
    public static SpanContents? Parse(string? text, UInt128? hash)
    {
        try
        {
            return text is not null && hash is { } of && JsonSerializer.Deserialize<SpanContents>(text) is { } read && read.Hash == Checksum.ToUuid(of) ? read : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static bool IsShort(IReadOnlyCollection<string> names) => names.Count <= MostNames && names.All(n => n.Length <= MostNameLength);
}
