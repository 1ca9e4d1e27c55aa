using System.Globalization;
using Upshot.Observe.Stores.Copying;
using Upshot.Observe.Stores.Questions;
using Upshot.Observe.Tests.Stores.ClickHouse;
using Upshot.Observe.Tests.Stores.Contract;
using Upshot.Observe.Tests.Stores.DuckDb;

namespace Upshot.Observe.Tests.Stores.Copying;

/// <summary>
/// The embedded store, a ClickHouse that took the same requests, and one that the first was copied into give the same answers: counts and what is made of histograms alike.
/// <c>UPSHOT_SAME_SPANS=1000000</c> is the long form.
/// </summary>
public sealed class SameAnswersTests(OneServer one) : IClassFixture<OneServer>
{
    private const int ARequest = 1_000;

    [Fact]
    public async Task Every_question_has_one_answer_whichever_store_it_is_asked_of()
    {
        var spans = int.Parse(Environment.GetEnvironmentVariable("UPSHOT_SAME_SPANS") ?? "4000", CultureInfo.InvariantCulture);
        using var directory = new StoreDirectory();
        await using var store = directory.Open(Story.Plan);
        await using var sent = await one.OpenAsync();
        await using var copied = await one.OpenAsync();
        for (var i = 0; i < spans / ARequest; i++)
        {
            var request = Story.Request(i, ARequest, i % 4);
            await store.Send(request);
            await sent.Store.Send(request);
        }

        await DeliveryTests.ArrivedAsync(sent);
        await StoreCopy.RunAsync(store, copied.Options, Story.Plan, _ => { }, TestContext.Current.CancellationToken);
        foreach (var range in new[] { Times.All, Story.Hours(0.5, 2.25), Story.Hours(1, 1.02) })
        {
            await StoreCopyTests.AlikeAsync(store, sent.Store, range);
            await StoreCopyTests.AlikeAsync(store, copied.Store, range);
        }
    }
}
