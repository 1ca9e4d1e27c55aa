using System.Globalization;
using System.IO.Hashing;
using System.Text;
using Upshot.Observe.Otlp;
using Upshot.Observe.Stores.ClickHouse;
using Upshot.Observe.Stores.ClickHouse.Delivering;
using Upshot.Observe.Stores.ClickHouse.Schema;
using Upshot.Observe.Stores.ClickHouse.Servers;
using Upshot.Observe.Stores.DuckDb;
using Upshot.Observe.Stores.Rows;
using Upshot.Plan;

namespace Upshot.Observe.Stores.Copying;

/// <summary>Copies all telemetry of a directory, and what was counted of it, into a ClickHouse: once, however often it is begun and wherever it is cut off.</summary>
public static class StoreCopy
{
    /// <param name="from">A directory that nothing is written into meanwhile.</param>
    /// <param name="plan">Under whose names rows are copied.</param>
    /// <param name="progress">Is told how far it is, at least once for each table.</param>
    /// <exception cref="StoreException">It cannot be done, or not now; the message says what to do. What arrived stays, and the next run goes on there.</exception>
    public static async Task<IReadOnlyList<CopiedRows>> RunAsync(TelemetryStore from, ClickHouseOptions to, ProductPlan plan, Action<CopyProgress> progress, CancellationToken cancellation)
    {
        using var servers = new ClickHouseServers(to);
        using var deliverer = new Deliverer(servers, to.Address);
        try
        {
            await PrepareAsync(from, servers, to.Address, plan, cancellation);
            var shards = (await deliverer.TopologyAsync(cancellation)).Shards.Count;
            var record = await CopyRecord.OpenAsync(servers, to.Address, from.Identity, cancellation);
            var copy = new Copy(from, deliverer, record, shards, progress);
            return await copy.RunAsync(cancellation);
        }
        catch (UnreachableException e)
        {
            throw new StoreException($"{e.Message} Run it again: it goes on where it was.", e);
        }
    }

    private static async Task PrepareAsync(TelemetryStore from, ClickHouseServers servers, ClickHouseAddress address, ProductPlan plan, CancellationToken cancellation)
    {
        var found = await StoreSchema.LookAsync(servers, address, plan, cancellation);
        if (found.Mistakes.Count > 0)
        {
            throw new StoreException(string.Join(Environment.NewLine, found.Mistakes));
        }

        using var session = from.Queries.Session(withRollups: false, cancellation);
        var declared = session.Translator.SchemaOf(TelemetrySignal.Traces).Columns.Where(c => c.Attribute is { } attribute && WellKnownAttributes.OfSpans.All(w => w.Attribute != attribute)).ToList();
        if (declared.Find(d => found.Declared.FirstOrDefault(f => f.Name == d.Name) is { } there && there.Type != d.Type) is { } other)
        {
            throw new StoreException($"The attribute {other.Attribute} is kept as {other.Type} in the directory and otherwise in {address}: make the tables of an empty database with the plan that the directory was made with.");
        }

        await StoreSchema.AddAsync(servers, address, [.. declared.Where(d => found.Declared.All(f => f.Name != d.Name))], cancellation);
    }

    private sealed class Copy(TelemetryStore from, Deliverer deliverer, CopyRecord record, int shards, Action<CopyProgress> progress)
    {
        public async Task<IReadOnlyList<CopiedRows>> RunAsync(CancellationToken cancellation)
        {
            var tables = new List<(CopiedTable Table, IReadOnlyList<CopyUnit> Units)>();
            using (var session = from.Queries.Session(withRollups: true, cancellation))
            {
                tables.AddRange(CopiedTable.All.Select(table => (table, table.Units(session))));
            }

            var changed = tables.SelectMany(t => record.Changed(t.Table, t.Units)).ToList();
            if (changed.Count > 0)
            {
                throw new StoreException($"The directory is not as it was when its copy was begun: {string.Join("; ", changed.Take(5))}{(changed.Count > 5 ? $"; and {changed.Count - 5} more" : "")}. {CopyRecord.Again}");
            }

            var copied = new List<CopiedRows>();
            foreach (var (table, units) in tables)
            {
                copied.Add(await TableAsync(table, units, cancellation));
            }

            return copied;
        }

        private async Task<CopiedRows> TableAsync(CopiedTable table, IReadOnlyList<CopyUnit> units, CancellationToken cancellation)
        {
            var (rows, there, copied) = (units.Sum(u => u.Rows), units.Where(record.IsDone).Sum(u => u.Rows), 0L);
            progress(new(table.Name, rows, there));
            foreach (var unit in units.Where(u => !record.IsDone(u)))
            {
                await UnitAsync(unit, more => progress(new(table.Name, rows, there + (copied += more))), cancellation);
            }

            return new(table.Name, rows, copied);
        }

        private async Task UnitAsync(CopyUnit unit, Action<long> arrived, CancellationToken cancellation)
        {
            using var session = from.Queries.Session(withRollups: unit.Table.Signal is null, cancellation);
            var rows = UnitRows.Take(session, unit, from.TemporaryFile("copied.parquet"));
            if (rows.Rows != unit.Rows)
            {
                throw new StoreException($"Of {unit.Rows} rows of {unit.Table.Name} {rows.Rows} could be read a second time. Run it again.");
            }

            // To which shard an insert goes hangs on how many there are.
            var fingerprint = string.Create(CultureInfo.InvariantCulture, $"{rows.Fingerprint}:{shards}");
            await record.BeginAsync(unit, fingerprint, cancellation);
            foreach (var (part, count) in rows.Inserts(number => Token(unit, fingerprint, number)))
            {
                await deliverer.SendAsync(UInt128.Parse(part.Token, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture), part, cancellation);
                arrived(count);
            }

            await record.EndAsync(unit, fingerprint, cancellation);
        }

        private string Token(CopyUnit unit, string fingerprint, int number) => $"{XxHash128.HashToUInt128(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"copy {from.Identity} {unit.Table.Name} {unit.From} {unit.To} {fingerprint} {number}"))):x32}";
    }
}
