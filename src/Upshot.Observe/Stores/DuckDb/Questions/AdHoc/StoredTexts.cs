using System.Globalization;
using System.Text.Json;

namespace Upshot.Observe.Stores.DuckDb.Questions.AdHoc;

/// <summary>A text that is stored.</summary>
/// <param name="Place">Where it stands: span attribute, log body, …</param>
/// <param name="Name">Of the attribute; empty where there is none.</param>
/// <param name="Count">How often it is there.</param>
/// <param name="Different">How many different texts there are in its place.</param>
public sealed record StoredText(string Service, string Place, string Name, string Text, long Count, long Different);

/// <summary>
/// All texts of strangers: attributes of every kind, bodies, names, messages. They are many and anything may stand in them, so they are read as people's queries are, in a
/// process of its own and within its limits.
/// </summary>
public static class StoredTexts
{
    private const int MaxValues = 5_000, MaxRows = 300_000;
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(2);

    /// <returns>The texts, and whether there are more of them.</returns>
    public static async Task<(IReadOnlyList<StoredText> Texts, bool IsCut)> SinceAsync(AdHocQueries queries, DateTimeOffset from, CancellationToken cancellation)
    {
        var rows = new CollectedAnswer();
        var sql = string.Format(CultureInfo.InvariantCulture, Read(), $"TIMESTAMP '{from.UtcDateTime:yyyy-MM-dd HH:mm:ss}'", MaxValues, MaxRows);
        var end = await queries.AnswerAsync(sql, new SqlLimits { Rows = MaxRows, Time = s_patience }, rows, cancellation);
        List<StoredText> texts = [.. rows.Rows().Select(r => new StoredText(r[0].GetString() ?? "", r[1].GetString() ?? "", r[2].GetString() ?? "", r[3].GetString() ?? "", r[4].GetInt64(), r[5].GetInt64()))];
        return (texts, end.CutBecause is not null || texts.Count == MaxRows || texts.Exists(t => t.Different > MaxValues));
    }

    private static string Read()
    {
        using var stream = typeof(StoredTexts).Assembly.GetManifestResourceStream("duckdb.StoredTexts.sql") ?? throw new InvalidOperationException("StoredTexts.sql is not in the program.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }

    /// <summary>An answer that is kept whole.</summary>
    private sealed class CollectedAnswer : IAnswerStream
    {
        private readonly MemoryStream _rows = new();

        public ValueTask ColumnsAsync(ReadOnlyMemory<byte> columns, CancellationToken cancellation) => default;

        public ValueTask RowsAsync(ReadOnlyMemory<byte> rows, CancellationToken cancellation)
        {
            _rows.Write(rows.Span);
            return default;
        }

        public IEnumerable<JsonElement[]> Rows()
        {
            using var document = JsonDocument.Parse((byte[])[(byte)'[', .. _rows.ToArray(), (byte)']']);
            foreach (var row in document.RootElement.EnumerateArray())
            {
                yield return [.. row.EnumerateArray()];
            }
        }
    }
}
