using DuckDB.NET.Data;
using Upshot.Observe.Receive;
using Upshot.Observe.Store;

namespace Upshot.Observe.Query;

/// <summary>A connection and the snapshot that its statements see.</summary>
internal sealed class Asked(Catalog catalog, Snapshot snapshot) : IDisposable
{
    public DuckDBConnection Connection { get; } = catalog.Connect();

    public Snapshot Snapshot { get; } = snapshot;

    public string Spans(long from, long to) => Snapshot.RowsOf(TelemetrySignal.Traces, "spans", from, to);

    public string Rollups => $"SELECT * FROM {Catalog.Name}.rollups UNION ALL SELECT * FROM hot_rollups({Snapshot.Id})";

    public string ObjectiveMinutes => $"SELECT * FROM {Catalog.Name}.objective_minutes UNION ALL SELECT * FROM hot_objective_minutes({Snapshot.Id})";

    public List<T> Read<T>(string sql, Func<DuckDBDataReader, T> row, params (string Name, object Value)[] parameters)
    {
        using var command = Connection.CreateCommand();
        command.CommandText = sql;
        foreach (var (name, value) in parameters)
        {
            command.Parameters.Add(new DuckDBParameter(name, value));
        }

        using var reader = command.ExecuteReader();
        var rows = new List<T>();
        while (reader.Read())
        {
            rows.Add(row(reader));
        }

        return rows;
    }

    public void Dispose()
    {
        Connection.Dispose();
        Snapshot.Dispose();
    }
}
