using System.Globalization;
using Upshot.Observe.Otlp;
using Upshot.Observe.Stores.ClickHouse.Delivering;
using Upshot.Observe.Stores.DuckDb;
using Upshot.Observe.Stores.DuckDb.Questions;
using Upshot.Observe.Stores.Rows;

namespace Upshot.Observe.Stores.Copying;

/// <summary>
/// The rows of a unit, in an order that they alone decide: whoever reads them again makes the same inserts. Most go as Parquet, which ClickHouse reads itself.
/// </summary>
internal sealed class UnitRows
{
    private const int BlockRows = 100_000;

    // Each has a histogram.
    private const int RollupRows = 25_000;

    private static readonly string[] s_rollups = [.. RollupScan.Columns.Select(c => c.Name)], s_objectives = [.. ObjectiveScan.Columns.Select(c => c.Name)];

    private readonly QuerySession _session;
    private readonly CopiedTable _table;
    private readonly string _file;

    private UnitRows(QuerySession session, CopiedTable table, string file, long rows, string fingerprint) => (_session, _table, _file, Rows, Fingerprint) = (session, table, file, rows, fingerprint);

    public long Rows { get; }

    /// <summary>Of all values of all rows, in whatever order.</summary>
    public string Fingerprint { get; }

    /// <param name="file">A path that one file at a time may have, in a folder that the database may write into.</param>
    public static UnitRows Take(QuerySession session, CopyUnit unit, string file)
    {
        var table = unit.Table;
        string[] names = table switch
        {
            { Signal: { } signal } => [.. session.Translator.SchemaOf(signal).Columns.Select(c => c.Name)],
            { Name: "rollups" } => s_rollups,
            _ => s_objectives,
        };
        var columns = table.Signal is { } of ? string.Join(", ", session.Translator.SchemaOf(of).Columns.Select(Sent)) : string.Join(", ", names.Select(Quoted));
        var hash = $"hash({string.Join(", ", names.Select(Quoted))})";
        Catalog.Execute(session.Connection, $"""
            CREATE OR REPLACE TEMP TABLE copied AS SELECT *, row_number() OVER (ORDER BY {table.Time}, row_hash) - 1 AS row_place FROM (SELECT *, {hash} AS row_hash FROM (
                SELECT {columns} FROM ({table.Rows(session, unit.From, unit.To)}) WHERE {table.Time} >= {Sql.Time(unit.From)} AND {table.Time} < {Sql.Time(unit.To)}))
            ORDER BY row_place
            """);
        var (rows, sum) = session.Read("SELECT count(*), coalesce(sum(row_hash::HUGEINT), 0)::VARCHAR FROM copied", r => (r.GetInt64(0), r.GetString(1)))[0];
        return new(session, table, file, rows, string.Create(CultureInfo.InvariantCulture, $"{rows}:{sum}"));
    }

    /// <summary>Inserts that bring all of them, each with how many of the unit's rows it holds.</summary>
    /// <param name="token">Of an insert by its number.</param>
    public IEnumerable<(DeliveryPart Part, long Rows)> Inserts(Func<int, string> token)
    {
        var number = 0;
        var most = _table.Name == "rollups" ? RollupRows : BlockRows;
        for (var first = 0L; first < Rows; first += most)
        {
            var rows = (int)Math.Min(most, Rows - first);
            var which = string.Create(CultureInfo.InvariantCulture, $"FROM copied WHERE row_place >= {first} AND row_place < {first + rows}");
            yield return (_table.Name == "rollups" ? Rollups(which, rows, token(number++)) : Parquet(_table.Name, $"* EXCLUDE (row_hash, row_place) {which} ORDER BY row_place", rows, token(number++)), rows);
            if (_table.Signal == TelemetrySignal.Traces)
            {
                yield return (Parquet("trace_times", $"trace_id, min(start_time) AS first, max(start_time) AS last {which} GROUP BY trace_id ORDER BY trace_id", rows, token(number++)), 0);
            }
        }
    }

    private DeliveryPart Parquet(string table, string query, int rows, string token)
    {
        Catalog.Execute(_session.Connection, $"COPY (SELECT {query}) TO {Sql.Text(_file)} (FORMAT parquet, ROW_GROUP_SIZE {BlockRows * 2})");
        var block = File.ReadAllBytes(_file);
        File.Delete(_file);
        return new(table, token, rows, block) { Format = DeliveryPart.Parquet };
    }

    private DeliveryPart Rollups(string which, int rows, string token)
    {
        var block = new RollupBlock();
        var read = _session.Read(
            $"""
             SELECT epoch_ns(minute), coalesce(operation, ''), coalesce(service, ''), coalesce(route, ''), kind, coalesce(version, ''), coalesce(environment, ''), coalesce(instance, ''), requests, errors, sum_ns, histogram, {SampledSums.OfRow}, histogram_variance
             {which} ORDER BY row_place
             """,
            r =>
            {
                block.Key(r.GetInt64(0), r.GetString(1), r.GetString(2), r.GetString(3), r.GetByte(4), r.GetString(5), r.GetString(6), r.GetString(7));
                block.Counted(r.GetInt64(8), r.GetInt64(9), r.GetInt64(10), SampledSums.Histogram(r, 11), SampledSums.Read(r, 12), SampledSums.Histogram(r, 12 + SampledSums.Width));
                return true;
            });
        return read.Count == rows ? new("rollups", token, rows, block.Take()) : throw new StoreException($"Of {rows} rows of rollups {read.Count} could be read.");
    }

    private static string Sent(Column column) => column.Type == ColumnType.Uuid
        ? $"unhex(replace({Quoted(column.Name)}::VARCHAR, '-', '')) AS {Quoted(column.Name)}"
        : Quoted(column.Name);

    private static string Quoted(string name) => $"\"{name.Replace("\"", "\"\"")}\"";
}
