using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.FeatureManagement;
using Upshot.Observe.Stores.Questions;

namespace Upshot.Instrument.Tests.Runtime;

[Collection(nameof(Alone))]
public sealed class FlagTests
{
    private static readonly CancellationToken Cancel = TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_hook_writes_the_event_and_notes_the_flag_where_explanations_look_for_it()
    {
        await using var receiver = await Receiver.StartAsync();
        using var source = new ActivitySource($"flags {Guid.NewGuid()}");
        await using var app = await Application.StartAsync(receiver.Settings, options => options.Sources.Add(source.Name));
        string trace;
        using (var span = source.StartActivity("pay"))
        {
            trace = span!.TraceId.ToHexString();
            UpshotFlags.Evaluated("quick-pay", "on", "ours", "split");
            UpshotFlags.Evaluated("coupons", "off");
        }

        app.Flush();
        Assert.Equal(
            ["quick-pay on ours split", "coupons off"],
            receiver.Ask("SELECT concat_ws(' ', feature_flag_key, feature_flag_result_variant, attributes->>'feature_flag.provider.name', attributes->>'feature_flag.result.reason') FROM logs WHERE event_name = 'feature_flag.evaluation' ORDER BY time"));
        Assert.Equal(["2"], receiver.Ask($"SELECT count(*) FROM logs WHERE trace_id = '{trace}' AND span_id = (SELECT span_id FROM spans WHERE name = 'pay')"));
        var flags = (await receiver.Server.Store.AskAsync(new TraceQuestion(trace), TestContext.Current.CancellationToken))!.Spans.Single().Attributes;
        Assert.Equal(("on", "off"), (flags["feature_flag.quick-pay"], flags["feature_flag.coupons"]));
    }

    [Fact]
    public async Task Evaluations_of_Microsoft_FeatureManagement_are_passed_on_in_the_words_of_the_conventions()
    {
        await using var receiver = await Receiver.StartAsync();
        using var source = new ActivitySource($"flags {Guid.NewGuid()}");
        var settings = receiver.Settings;
        settings["feature_management:feature_flags:0:id"] = "quick-pay";
        settings["feature_management:feature_flags:0:enabled"] = "true";
        settings["feature_management:feature_flags:0:telemetry:enabled"] = "true";
        settings["feature_management:feature_flags:1:id"] = "silent";
        settings["feature_management:feature_flags:1:enabled"] = "true";
        await using var app = await Application.StartAsync(settings, options => options.Sources.Add(source.Name), services: builder => builder.Services.AddFeatureManagement());
        var features = app.Services.GetRequiredService<IFeatureManager>();
        using (var span = source.StartActivity("pay"))
        {
            Assert.True(await features.IsEnabledAsync("quick-pay", Cancel));
            Assert.True(await features.IsEnabledAsync("silent", Cancel));
        }

        app.Flush();
        Assert.Equal(["pay"], receiver.Ask("SELECT name FROM spans"));
        Assert.Equal(["quick-pay on"], receiver.Ask("SELECT concat_ws(' ', feature_flag_key, feature_flag_result_variant) FROM spans"));
        Assert.Equal(
            ["quick-pay on Microsoft.FeatureManagement"],
            receiver.Ask("SELECT concat_ws(' ', feature_flag_key, feature_flag_result_variant, attributes->>'feature_flag.provider.name') FROM logs WHERE event_name = 'feature_flag.evaluation' AND span_id = (SELECT span_id FROM spans)"));
    }
}
