using Upshot.Observe.Stores;
using Upshot.Observe.Stores.DuckDb;
using Upshot.Plan;

namespace Upshot.Server;

/// <summary>The plan that a server counts by, and how another one takes its place while it runs.</summary>
/// <param name="history">Null: what is stored stays as it was counted.</param>
internal sealed class PlanInUse(TelemetryStore store, TelemetryInUse telemetry, HistoryCount? history)
{
    public ProductPlan Plan => store.Plan;

    /// <summary>Uses another plan from now on.</summary>
    /// <exception cref="StoreException">It could not be done, and nothing has changed.</exception>
    public async Task UseAsync(ProductPlan plan, CancellationToken cancellation)
    {
        await telemetry.UseAsync(plan, cancellation);
        store.Health.PlanIsRefused(null);
        history?.Ask();
    }

    /// <summary>Said in answers until a plan is taken again.</summary>
    /// <param name="why">Null: the plan that was offered is the one that counts.</param>
    public void Refused(string? why) => store.Health.PlanIsRefused(why);

    /// <summary>Attributes of a plan that have no column of their own yet.</summary>
    public IReadOnlyList<string> WithoutColumn(ProductPlan plan) => telemetry.WithoutColumn(plan);
}
