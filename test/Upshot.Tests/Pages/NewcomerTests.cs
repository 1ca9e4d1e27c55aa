using Microsoft.Playwright;

namespace Upshot.Tests.Pages;

[Collection(PageTests.Name)]
public sealed class NewcomerTests(Browser browser)
{
    [Fact]
    public async Task A_newcomer_reads_what_to_set_and_after_the_first_request_how_to_get_a_plan()
    {
        await using var server = await PageServer.StartAsync();
        await using var visit = await browser.VisitAsync(server);
        await visit.Page.GotoAsync("/");
        await Assertions.Expect(visit.Page.GetByText($"OTEL_EXPORTER_OTLP_ENDPOINT=http://{server.Options.OtlpHttp}")).ToBeVisibleAsync();
        await Assertions.Expect(visit.Page.GetByText($"OTEL_EXPORTER_OTLP_ENDPOINT=http://{server.Options.OtlpGrpc}")).ToBeVisibleAsync();

        using var client = new HttpClient();
        await Telemetry.PostAsync(client, server.Otlp, SmallShop.Spans(DateTimeOffset.UtcNow).Take(50));
        await visit.Page.ReloadAsync();
        await Assertions.Expect(visit.Page.GetByText("without a plan nothing is promised")).ToBeVisibleAsync();
        await Assertions.Expect(visit.Page.GetByText($"upshot init plan --from http://{server.Options.Http}")).ToBeVisibleAsync();
        Assert.Empty(visit.Complaints);
    }

    [Fact]
    public async Task A_plan_without_traffic_says_so_instead_of_success()
    {
        await using var server = await PageServer.StartAsync(SmallShop.WritePlan);
        await using var visit = await browser.VisitAsync(server);
        await visit.Page.GotoAsync("/");
        await Assertions.Expect(visit.Page.GetByText("No telemetry has come in yet")).ToBeVisibleAsync();
        await Assertions.Expect(visit.Page.Locator("article .card-head .badge")).ToHaveTextAsync(["no traffic", "no traffic", "no traffic"]);
        await visit.Page.GotoAsync("/releases");
        await Assertions.Expect(visit.Page.GetByText("No request of this version was seen yet.")).ToBeVisibleAsync();
    }
}
