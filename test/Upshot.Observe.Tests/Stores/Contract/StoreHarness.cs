using Upshot.Observe.Otlp;
using Upshot.Observe.Receive;
using Upshot.Observe.Stores;

namespace Upshot.Observe.Tests.Stores.Contract;

/// <summary>A store that the contract is tested against.</summary>
internal interface IStoreHarness : IAsyncDisposable
{
    ITelemetryStore Store { get; }

    /// <summary>Moves what there is to where old telemetry is kept, if there is such a place.</summary>
    Task SettleAsync();

    /// <summary>Ends the store and opens it again.</summary>
    Task RestartAsync();
}

/// <summary>Requests as the door gives them on.</summary>
internal static class Door
{
    public static Task<IntakeResult> Send(this ITelemetryStore store, byte[] request, TelemetrySignal signal = TelemetrySignal.Traces)
    {
        var buffer = new RequestBuffer(request.Length);
        buffer.Write(request);
        return new BatchIntake(store.AppendAsync, TimeProvider.System).Accept(signal, buffer, TestContext.Current.CancellationToken);
    }
}

/// <summary>What a store is excused from, with the reason. The list is here, not with the stores, so that nobody excuses himself.</summary>
internal static class Excuses
{
    private sealed record Excuse(Type Store, string Test, string Because);

    private static readonly Excuse[] s_all =
    [
        new(typeof(InMemory.InMemoryContractTests), nameof(StoreContract.What_was_accepted_outlives_the_store), "it is memory, and tests alone use it"),
        new(typeof(InMemory.InMemoryContractTests), nameof(StoreContract.It_answers_as_the_simplest_store_does), "it is the simplest store"),
    ];

    public static void SkipIfExcused(object tests, string test)
    {
        if (s_all.FirstOrDefault(e => e.Store == tests.GetType() && e.Test == test) is { } excuse)
        {
            Assert.Skip(excuse.Because);
        }
    }
}
