using System.Globalization;
using Upshot.Observe.Stores.ClickHouse.Servers;
using Upshot.Observe.Stores.Rows;
using Upshot.Plan;

namespace Upshot.Observe.Stores.ClickHouse.Schema;

/// <summary>What a look at the servers found.</summary>
/// <param name="Declared">Attributes with a column of their own.</param>
/// <param name="Mistakes">What keeps the store from being used, each with its remedy; empty: nothing.</param>
/// <param name="Notices">What somebody should look at.</param>
internal sealed record SchemaFound(IReadOnlyList<Column> Declared, IReadOnlyList<string> Mistakes, IReadOnlyList<string> Notices);

/// <summary>Makes the tables, and looks whether they are there.</summary>
internal static class StoreSchema
{
    /// <summary>The first release that has what is used here.</summary>
    public const int OldestMajor = 25;

    private sealed record Known(string Table, string Name, string Attribute, string Type);

    /// <summary>Makes what is missing, on every host; what is there stays.</summary>
    /// <returns>What was done, in sentences.</returns>
    /// <exception cref="UnreachableException">A host cannot be asked: run it again when it can.</exception>
    public static async Task<IReadOnlyList<string>> CreateAsync(ClickHouseServers servers, ClickHouseAddress address, ProductPlan plan, CancellationToken cancellation)
    {
        var done = new List<string>();
        foreach (var host in address.Hosts)
        {
            await ThrowIfTooOldAsync(servers, host, cancellation);
            await servers.ExecuteAsync(host, $"CREATE DATABASE IF NOT EXISTS `{address.Database}`", cancellation);
            var before = await TablesAsync(servers, host, address, cancellation);
            var declared = DeclaredBy(plan, await ColumnsAsync(servers, host, address, cancellation));
            foreach (var table in StoreTable.All(declared))
            {
                await servers.ExecuteAsync(host, table.Create(address.Database, plan.Retention), cancellation);
                if (!before.ContainsKey(table.Name))
                {
                    done.Add($"{host}: made the table {address.Database}.{table.Name}.");
                }
            }
        }

        return done;
    }

    /// <summary>Makes what is missing, adds columns, and sets the plan's retention.</summary>
    public static async Task<IReadOnlyList<string>> UpgradeAsync(ClickHouseServers servers, ClickHouseAddress address, ProductPlan plan, CancellationToken cancellation)
    {
        var done = (await CreateAsync(servers, address, plan, cancellation)).ToList();
        foreach (var host in address.Hosts)
        {
            var there = await TablesAsync(servers, host, address, cancellation);
            var columns = await ColumnsAsync(servers, host, address, cancellation);
            foreach (var table in StoreTable.All(DeclaredBy(plan, columns)))
            {
                foreach (var (name, definition) in Missing(table, address, plan, columns))
                {
                    await servers.ExecuteAsync(host, $"ALTER TABLE `{address.Database}`.`{table.Name}` ADD COLUMN IF NOT EXISTS {definition}", cancellation);
                    done.Add($"{host}: added the column {name} to {address.Database}.{table.Name}.");
                }

                if (!table.KeepsAs(there[table.Name].Create, plan.Retention))
                {
                    await servers.ExecuteAsync(host, table.ChangeRetention(address.Database, plan.Retention), cancellation);
                    done.Add(string.Create(CultureInfo.InvariantCulture, $"{host}: {address.Database}.{table.Name} keeps rows for {table.Keeps!(plan.Retention).TotalDays:0.##} days."));
                }
            }
        }

        return done;
    }

    /// <summary>Gives attributes columns of their own on every host, beside those that are there.</summary>
    public static async Task AddAsync(ClickHouseServers servers, ClickHouseAddress address, IReadOnlyList<Column> declared, CancellationToken cancellation)
    {
        foreach (var (host, table) in address.Hosts.SelectMany(h => StoreTable.All(declared).Where(t => t.Columns is not null).Select(t => (h, t))))
        {
            foreach (var column in table.Columns!.Columns.Where(declared.Contains))
            {
                await servers.ExecuteAsync(host, $"ALTER TABLE `{address.Database}`.`{table.Name}` ADD COLUMN IF NOT EXISTS {StoreTable.Definition(table.Columns.Signal, column)}", cancellation);
            }
        }
    }

    /// <exception cref="UnreachableException">No host can be asked.</exception>
    public static async Task<SchemaFound> LookAsync(ClickHouseServers servers, ClickHouseAddress address, ProductPlan plan, CancellationToken cancellation)
    {
        var (mistakes, notices, declared) = (new List<string>(), new List<string>(), (IReadOnlyList<Column>?)null);
        UnreachableException? unreachable = null;
        foreach (var host in address.Hosts)
        {
            try
            {
                await ThrowIfTooOldAsync(servers, host, cancellation);
                var there = await TablesAsync(servers, host, address, cancellation);
                var columns = await ColumnsAsync(servers, host, address, cancellation);
                var own = Declared(columns);
                Look(host, address, plan, there, columns, own, mistakes, notices);
                declared = declared is null ? own : [.. declared.Intersect(own)];
            }
            catch (UnreachableException e)
            {
                unreachable = e;
                notices.Add(e.Message);
            }
            catch (StoreException e)
            {
                mistakes.Add(e.Message);
            }
        }

        return declared is null && mistakes.Count == 0 ? throw unreachable! : new(declared ?? [], mistakes, notices);
    }

    private static void Look(ClickHouseHost host, ClickHouseAddress address, ProductPlan plan, Dictionary<string, (string Comment, string Create)> there, List<Known> columns, IReadOnlyList<Column> declared, List<string> mistakes, List<string> notices)
    {
        foreach (var table in StoreTable.All(declared))
        {
            if (!there.TryGetValue(table.Name, out var found))
            {
                mistakes.Add($"{host} has no table {address.Database}.{table.Name}. Run: upshot store create --store \"{address}\"");
            }
            else if (StoreTable.VersionOf(found.Comment) is not { } version)
            {
                mistakes.Add($"The table {address.Database}.{table.Name} of {host} is none of Upshot's. Name another database in --store.");
            }
            else if (version > StoreTable.Version)
            {
                mistakes.Add($"The table {address.Database}.{table.Name} of {host} was made by a newer version of Upshot. Use that version.");
            }
            else if (version < StoreTable.Version || Missing(table, address, plan, columns).Any())
            {
                mistakes.Add($"The table {address.Database}.{table.Name} of {host} is older than this version. Run: upshot store upgrade --store \"{address}\"");
            }
            else if (!table.KeepsAs(found.Create, plan.Retention))
            {
                notices.Add($"{address.Database}.{table.Name} of {host} does not keep rows as long as the plan says: run upshot store upgrade --store \"{address}\" --plan DIR.");
            }
        }
    }

    /// <summary>Columns that earlier versions did not make, or that the plan declares since.</summary>
    private static IEnumerable<(string Name, string Definition)> Missing(StoreTable table, ClickHouseAddress address, ProductPlan plan, IReadOnlyList<Known> columns) =>
        table.Definitions(address.Database, plan.Retention).Where(c => !columns.Any(k => k.Table == table.Name && k.Name == c.Name));

    private static async Task ThrowIfTooOldAsync(ClickHouseServers servers, ClickHouseHost host, CancellationToken cancellation)
    {
        var version = (await servers.ReadAsync(host, "SELECT version()", r => r.GetString(0), cancellation))[0];
        if (!int.TryParse(version.Split('.')[0], NumberStyles.None, CultureInfo.InvariantCulture, out var major) || major < OldestMajor)
        {
            throw new StoreException($"ClickHouse at {host} is version {version}: Upshot needs {OldestMajor}.1 or later.");
        }
    }

    private static async Task<Dictionary<string, (string Comment, string Create)>> TablesAsync(ClickHouseServers servers, ClickHouseHost host, ClickHouseAddress address, CancellationToken cancellation) =>
        (await servers.ReadAsync(host, $"SELECT name, comment, create_table_query FROM system.tables WHERE database = {Literal.Text(address.Database)}", r => (Name: r.GetString(0), Comment: r.GetString(1), Create: r.GetString(2)), cancellation))
            .ToDictionary(t => t.Name, t => (t.Comment, t.Create));

    private static Task<List<Known>> ColumnsAsync(ClickHouseServers servers, ClickHouseHost host, ClickHouseAddress address, CancellationToken cancellation) =>
        servers.ReadAsync(host, $"SELECT table, name, comment, type FROM system.columns WHERE database = {Literal.Text(address.Database)}", r => new Known(r.GetString(0), r.GetString(1), r.GetString(2), r.GetString(3)), cancellation);

    /// <summary>Columns of attributes that are not well-known: a plan declared them.</summary>
    private static IReadOnlyList<Column> Declared(IReadOnlyList<Known> columns)
    {
        var well = new HashSet<string>(WellKnownAttributes.OfSpans.Concat(WellKnownAttributes.OfLogs).Concat(WellKnownAttributes.OfMetrics).Select(c => c.Attribute!), StringComparer.Ordinal);
        return [.. columns.Where(c => c.Attribute.Length > 0 && !well.Contains(c.Attribute)).GroupBy(c => c.Attribute).Where(g => g.Count() == 3).Select(g => Column.ForAttribute(g.Key, TypeOf(g.First().Type)))];
    }

    private static IReadOnlyList<Column> DeclaredBy(ProductPlan plan, IReadOnlyList<Known> columns)
    {
        var there = Declared(columns);
        return [.. there, .. DeclaredColumns.Of(plan).Where(c => there.All(t => t.Name != c.Name)).Take(DeclaredColumns.MaxColumns - there.Count)];
    }

    private static ColumnType TypeOf(string type) => type switch
    {
        "Nullable(Int64)" => ColumnType.Integer,
        "Nullable(Float64)" => ColumnType.Double,
        "Nullable(Bool)" => ColumnType.Boolean,
        _ => ColumnType.Text,
    };
}
