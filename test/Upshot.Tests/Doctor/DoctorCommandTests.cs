using System.Text.Json;
using Upshot.Tests.Running;

namespace Upshot.Tests.Doctor;

/// <summary>The real program in the shell of somebody who wonders.</summary>
public sealed class DoctorCommandTests
{
    [Fact]
    public async Task Where_all_is_well_it_says_so_and_what_is_wrong_with_a_sender_is_found_from_its_side()
    {
        using var folder = new TemporaryFolder();
        await using var server = await RunningServer.Start(folder.Path);
        var now = DateTimeOffset.UtcNow;
        await server.Post(TestSpan.Request("shop", "1.0", "a", Enumerable.Range(1, 5).Select(i => new TestSpan($"{i:x32}", $"{i:x16}", "", "GET /", 2, now.AddSeconds(-i), TimeSpan.FromMilliseconds(1)))));
        await server.Post(TestSpan.Request("old", "", "", [new($"{9:x32}", $"{9:x16}", "", "GET /", 2, now.AddHours(2), TimeSpan.FromMilliseconds(1))]));

        var http = await Ask(server, ("OTEL_EXPORTER_OTLP_ENDPOINT", server.OtlpHttp.ToString()));
        Assert.Equal(2, http.Code);
        Assert.Equal(["notice"], Faults(http));
        Assert.Contains("old: 1 span was dated 2 hours ahead", http.Output, StringComparison.Ordinal);
        Assert.Contains("endpoint", Ids(http, "well"));
        Assert.Superset(new HashSet<string> { "no-plan", "history", "no-version", "no-instance" }, Ids(http, "hint").ToHashSet());

        var grpc = await Ask(server, ("OTEL_EXPORTER_OTLP_ENDPOINT", $"http://{server.OtlpGrpc}"), ("OTEL_EXPORTER_OTLP_PROTOCOL", "grpc"));
        Assert.Equal(["notice"], Faults(grpc));
        Assert.Contains("takes spans over gRPC", grpc.Output, StringComparison.Ordinal);

        // The other protocol, the pages' port, nobody, no server at all.
        Assert.Contains("port", Faults(await Ask(server, ("OTEL_EXPORTER_OTLP_ENDPOINT", server.OtlpHttp.ToString()), ("OTEL_EXPORTER_OTLP_PROTOCOL", "grpc"))));
        Assert.Contains("no-otlp", Faults(await Ask(server, ("OTEL_EXPORTER_OTLP_ENDPOINT", server.Http.ToString()))));
        var elsewhere = await Ask(server, ("OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:9"));
        Assert.Contains("unreachable", Faults(elsewhere));
        Assert.Contains($"export OTEL_EXPORTER_OTLP_ENDPOINT={server.OtlpHttp.ToString().TrimEnd('/')}", elsewhere.Output, StringComparison.Ordinal);
        var nobody = await UpshotProgram.Run(["doctor", "--server", "http://127.0.0.1:9", "--format", "json"]);
        Assert.Contains("server", Faults(nobody));
    }

    [Fact]
    public async Task A_key_that_is_missing_or_may_not_send_is_named_with_how_to_make_one()
    {
        using var folder = new TemporaryFolder();
        await using var server = await RunningServer.Start(folder.Path, environment: new Dictionary<string, string> { ["UPSHOT_TOKEN"] = "a key that may operate" });
        var without = await Ask(server, ("OTEL_EXPORTER_OTLP_ENDPOINT", server.OtlpHttp.ToString()));
        Assert.Contains("key", Faults(without));
        Assert.Contains("upshot key new --may send", without.Output, StringComparison.Ordinal);
        Assert.Contains("server", Faults(without));
        var grpc = await Ask(server, ("OTEL_EXPORTER_OTLP_ENDPOINT", $"http://{server.OtlpGrpc}"), ("OTEL_EXPORTER_OTLP_PROTOCOL", "grpc"));
        Assert.Contains("key", Faults(grpc));
        var with = await Ask(server, ("OTEL_EXPORTER_OTLP_ENDPOINT", server.OtlpHttp.ToString()), ("OTEL_EXPORTER_OTLP_HEADERS", "authorization=Bearer%20a%20key%20that%20may%20operate"), ("UPSHOT_TOKEN", "a key that may operate"));
        Assert.Equal(["nothing"], Faults(with));
    }

    private static Task<Ended> Ask(RunningServer server, params (string Name, string Value)[] variables) =>
        UpshotProgram.Run(["doctor", "--server", server.Http.ToString(), "--format", "json"], null, variables.ToDictionary(v => v.Name, v => v.Value));

    private static IReadOnlyList<string> Faults(Ended ended) => Ids(ended, "fault");

    private static IReadOnlyList<string> Ids(Ended ended, string kind) =>
        [.. JsonDocument.Parse(ended.Output).RootElement.EnumerateArray().Where(d => d.GetProperty("kind").GetString() == kind).Select(d => d.GetProperty("id").GetString()!)];
}
