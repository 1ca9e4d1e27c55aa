using Upshot.Observe.Stores;
using Upshot.Observe.Tests.Stores.Contract;

namespace Upshot.Observe.Tests.Stores.InMemory;

public sealed class InMemoryContractTests : StoreContract
{
    private protected override Task<IStoreHarness> OpenAsync() => Task.FromResult<IStoreHarness>(new Harness());

    private sealed class Harness : IStoreHarness
    {
        public ITelemetryStore Store { get; } = new InMemoryStore(Story.Plan);

        public Task SettleAsync() => Task.CompletedTask;

        public Task RestartAsync() => Task.CompletedTask;

        public ValueTask DisposeAsync() => default;
    }
}
