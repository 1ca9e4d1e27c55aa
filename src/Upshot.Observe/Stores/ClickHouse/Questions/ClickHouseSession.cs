using ClickHouse.Driver.ADO.Readers;
using Upshot.Observe.Stores.ClickHouse.Servers;
using Upshot.Observe.Stores.Plans;

namespace Upshot.Observe.Stores.ClickHouse.Questions;

/// <summary>Asks the servers under one plan.</summary>
internal sealed class ClickHouseSession(ClickHouseServers servers, ClickHouseAddress address, StorePlan plan, CancellationToken cancellation)
{
    public StorePlan Plan => plan;

    public ClickHouseAddress Address => address;

    public string Spans => Renamed(Table("spans"));

    public string Logs => Table("logs");

    public string MetricPoints => Table("metric_points");

    public string TraceTimes => Table("trace_times");

    /// <summary>Under the operations' present names.</summary>
    public string Rollups => Renamed(Table("rollups"));

    /// <summary>Under the operations' present names, with which definitions begin.</summary>
    public string ObjectiveMinutes => Names.Count == 0 ? Table("objective_minutes") :
        $"(SELECT * REPLACE (multiIf({string.Concat(Names.Select(n => $"startsWith(definition, {Literal.Text(n.Key + ": ")}), concat({Literal.Text(n.Value)}, substring(definition, {System.Text.Encoding.UTF8.GetByteCount(n.Key) + 1})), "))}definition) AS definition) FROM {Table("objective_minutes")})";

    private IReadOnlyDictionary<string, string> Names => plan.Names.Operations;

    /// <summary>A table of all shards.</summary>
    public string Table(string name) => address.Cluster is { } cluster ? $"cluster({Literal.Text(cluster)}, {Literal.Text(address.Database)}, {Literal.Text(name)})" : $"`{address.Database}`.`{name}`";

    /// <summary>A table of the system's, of all shards.</summary>
    public string SystemTable(string name) => address.Cluster is { } cluster ? $"cluster({Literal.Text(cluster)}, system, {name})" : $"system.{name}";

    public Task<List<T>> ReadAsync<T>(string sql, Func<ClickHouseDataReader, T> row) => servers.ReadAsync(sql, row, cancellation);

    private string Renamed(string table) => Names.Count == 0 ? table :
        $"(SELECT * REPLACE (transform(operation, [{string.Join(", ", Names.Keys.Select(Literal.Text))}], [{string.Join(", ", Names.Values.Select(Literal.Text))}], toString(operation)) AS operation) FROM {table})";
}
