using System.Text.Json;
using Upshot.Instrument.Plans;
using Upshot.Observe.Telemetry;

namespace Upshot.Instrument.Tests.Runtime;

/// <summary>With code that the generator really wrote: the server's own.</summary>
[Collection(nameof(Alone))]
public sealed class PlanTests
{
    [Fact]
    public async Task Generated_calls_are_exported_under_the_plans_digest_without_naming_them_anywhere()
    {
        await using var receiver = await Receiver.StartAsync();
        await using var app = await Application.StartAsync(receiver.Settings, options => options.Assemblies.Add(typeof(ServerSignalsPlan).Assembly));
        using (var query = ServerSignals.AnswerQuery.Start())
        {
            query.Succeed(7);
        }

        using (var starting = ServerSignals.StartServer.Start("9.9"))
        {
            starting.Succeed();
        }

        app.Flush();
        Assert.Equal(["span.upshot.answer_query@1 success 7"], receiver.Ask("SELECT concat_ws(' ', upshot_signal, upshot_outcome, attributes->>'upshot.query.rows') FROM spans WHERE name = 'upshot.answer_query'"));
        Assert.Equal(["1"], receiver.Ask("SELECT count FROM metric_points WHERE name = 'upshot.query.duration'"));
        // The receiver's own server may start within this application's time, and is exported then, too.
        Assert.Contains("Upshot 9.9 started: success", receiver.Ask("SELECT coalesce(attributes->>'message', body) FROM logs WHERE event_name = 'upshot.server_started' AND trace_id IN (SELECT trace_id FROM spans WHERE name = 'upshot.start_server')"));
        var resource = JsonDocument.Parse(receiver.Ask("SELECT DISTINCT resource FROM spans WHERE name = 'upshot.answer_query'").Single()).RootElement;
        Assert.Equal((ServerSignalsPlan.Digest, "Upshot"), (resource.GetProperty("upshot.plan.digest").GetString(), resource.GetProperty("service.namespace").GetString()));
    }

    [Fact]
    public void The_stages_of_generated_code_are_switched_by_their_shared_cells()
    {
        var plan = Assert.Single(GeneratedPlans.In([typeof(ServerSignalsPlan).Assembly]));
        Assert.Equal((ServerSignalsPlan.Product, ServerSignalsPlan.Digest, ServerSignalsPlan.Scope), (plan.Product, plan.Digest, plan.Scope));
        Assert.Contains("span.upshot.ingest", plan.Critical);
        Assert.Equal(ServerSignalsPlan.Signals.Select(s => s.Signal), plan.Signals.Select(s => s.Signal));
        try
        {
            SharedState.Switch("span.upshot.seal", false);
            Assert.False(ServerSignalsPlan.IsOn("span.upshot.seal"));
        }
        finally
        {
            SharedState.Switch("span.upshot.seal", true);
        }

        Assert.True(ServerSignalsPlan.IsOn("span.upshot.seal"));
    }
}
