using Upshot.Observe.Stores;
using Upshot.Observe.Stores.DuckDb;
using Upshot.Observe.Tests.Stores.Contract;

namespace Upshot.Observe.Tests.Stores.DuckDb;

public sealed class DuckDbContractTests : StoreContract
{
    private protected override Task<IStoreHarness> OpenAsync() => Task.FromResult<IStoreHarness>(new Harness());

    private sealed class Harness : IStoreHarness
    {
        private readonly StoreDirectory _directory = new();
        private TelemetryStore _store;

        public Harness() => _store = _directory.Open(Story.Plan);

        public ITelemetryStore Store => _store;

        public Task SettleAsync() => _store.SealAsync();

        public async Task RestartAsync()
        {
            await _store.DisposeAsync();
            _store = _directory.Open(Story.Plan);
        }

        public async ValueTask DisposeAsync()
        {
            await _store.DisposeAsync();
            _directory.Dispose();
        }
    }
}
