using Upshot.Plan;

namespace Upshot.Observe.Store;

public sealed class StoreQueries
{
    internal StoreQueries(Catalog catalog, StoreState state, ProductPlan plan) { _ = catalog; _ = state; _ = plan; }
}
