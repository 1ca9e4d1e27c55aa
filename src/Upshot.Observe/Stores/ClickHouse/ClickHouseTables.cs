using Upshot.Observe.Stores.ClickHouse.Schema;
using Upshot.Observe.Stores.ClickHouse.Servers;
using Upshot.Plan;

namespace Upshot.Observe.Stores.ClickHouse;

/// <summary>What a look at a ClickHouse found.</summary>
/// <param name="Mistakes">What keeps a server from using it, each with its remedy; empty: nothing.</param>
/// <param name="Notices">What somebody should look at.</param>
public sealed record ClickHouseReport(IReadOnlyList<string> Mistakes, IReadOnlyList<string> Notices);

/// <summary>Makes the tables of a store, brings them up to date, and looks at them: on every host of the address.</summary>
public static class ClickHouseTables
{
    /// <returns>What was done, in sentences; nothing where all was there.</returns>
    /// <exception cref="StoreException">A host cannot be asked, or is too old. What was done stays: run it again.</exception>
    public static Task<IReadOnlyList<string>> CreateAsync(ClickHouseOptions options, ProductPlan plan, CancellationToken cancellation) =>
        RunAsync(options, servers => StoreSchema.CreateAsync(servers, options.Address, plan, cancellation));

    /// <summary>As <see cref="CreateAsync"/>, with columns that are missing and the plan's retention.</summary>
    public static Task<IReadOnlyList<string>> UpgradeAsync(ClickHouseOptions options, ProductPlan plan, CancellationToken cancellation) =>
        RunAsync(options, servers => StoreSchema.UpgradeAsync(servers, options.Address, plan, cancellation));

    /// <exception cref="StoreException">No host can be asked.</exception>
    public static Task<ClickHouseReport> CheckAsync(ClickHouseOptions options, ProductPlan plan, CancellationToken cancellation) => RunAsync(options, async servers =>
    {
        var found = await StoreSchema.LookAsync(servers, options.Address, plan, cancellation);
        var mistakes = found.Mistakes.ToList();
        try
        {
            await Topology.FindAsync(servers, options.Address, cancellation);
        }
        catch (StoreException e)
        {
            mistakes.Add(e.Message);
        }

        return new ClickHouseReport(mistakes, found.Notices);
    });

    private static async Task<T> RunAsync<T>(ClickHouseOptions options, Func<ClickHouseServers, Task<T>> run)
    {
        using var servers = new ClickHouseServers(options);
        try
        {
            return await run(servers);
        }
        catch (UnreachableException e)
        {
            throw new StoreException(e.Message, e);
        }
    }
}
