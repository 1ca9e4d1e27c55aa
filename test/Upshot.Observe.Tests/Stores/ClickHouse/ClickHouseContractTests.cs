using Upshot.Observe.Tests.Stores.Contract;

namespace Upshot.Observe.Tests.Stores.ClickHouse;

public sealed class ClickHouseContractTests(OneServer one) : StoreContract, IClassFixture<OneServer>
{
    private protected override async Task<IStoreHarness> OpenAsync() => await one.OpenAsync();
}
