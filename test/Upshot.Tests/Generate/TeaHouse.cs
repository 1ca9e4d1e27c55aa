using System.Globalization;
using System.Text.Json;
using Upshot.Plan.Folders;
using Upshot.Tests.Running;

namespace Upshot.Tests.Generate;

/// <summary>What must have arrived when brew.ts or brew.py, which do the same, has ended.</summary>
internal static class TeaHouse
{
    private static readonly string s_hash = Hash("ada@example.com");

    public static string Plan { get; } = Repository.PathTo("test/polyglot/plan");

    public static async Task Check(RunningServer server, string service, string firstError, string secondError)
    {
        await CheckSpans(server, service, firstError, secondError);
        await CheckMetrics(server, service);
        await CheckEvents(server, service, firstError, secondError);
    }

    /// <summary>What the programs say of the switch: both hash alike, so they choose the same canaries.</summary>
    public static void CheckSwitch(string output)
    {
        using var said = JsonDocument.Parse(output);
        Assert.Equal("tea", said.RootElement.GetProperty("said").GetString());
        Assert.Equal("[false,false]", said.RootElement.GetProperty("before").GetRawText().Replace(" ", ""));
        Assert.Equal("[true,false]", said.RootElement.GetProperty("after").GetRawText().Replace(" ", ""));
        Assert.Equal(ExpectedCanaries(), said.RootElement.GetProperty("canaries").GetInt32());
        Assert.DoesNotContain("ada", said.RootElement.GetProperty("shown").GetString());
        Assert.DoesNotContain("'x'", said.RootElement.GetProperty("json").GetString());
        Assert.DoesNotContain("\"x\"", said.RootElement.GetProperty("json").GetString());
    }

    /// <summary>Every scope carries name, version and schema URL.</summary>
    public static void CheckScopes(JsonSink sink)
    {
        var plan = PlanReader.Read(Plan).Plan;
        foreach (var signal in new[] { "traces", "metrics", "logs" })
        {
            var scopes = sink.Scopes(signal).ToList();
            Assert.NotEmpty(scopes);
            Assert.All(scopes, scope =>
            {
                Assert.Equal(("tea", "1"), (scope.GetProperty("scope").GetProperty("name").GetString(), scope.GetProperty("scope").GetProperty("version").GetString()));
                Assert.Equal($"https://upshot.dev/schemas/tea/{plan.Digest}", scope.GetProperty("schemaUrl").GetString());
            });
        }

        var duration = sink.Scopes("metrics").SelectMany(s => s.GetProperty("metrics").EnumerateArray()).First(m => m.GetProperty("name").GetString() == "tea.brew.duration");
        Assert.Equal("How long brewing takes.", duration.GetProperty("description").GetString());
        Assert.Equal(
            [5, 10, 25, 50, 75, 100, 250, 500, 750, 1000, 2500, 5000, 7500, 10000],
            duration.GetProperty("histogram").GetProperty("dataPoints")[0].GetProperty("explicitBounds").EnumerateArray().Select(b => b.GetDouble()));
    }

    private static int ExpectedCanaries() => Enumerable.Range(0, 200).Count(i =>
    {
        var hash = System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes($"span.tea.experiment\ninstance-{i}"));
        return (System.Buffers.Binary.BinaryPrimitives.ReadUInt64BigEndian(hash) >> 11) / (double)(1UL << 53) < 0.5;
    });

    private static async Task CheckSpans(RunningServer server, string service, string firstError, string secondError)
    {
        var rows = await server.Query($"""
            SELECT s.name, s.kind, s.status, s.tea_kind, s.error_type, s.upshot_outcome AS outcome, s.upshot_signal AS signal, p.name AS parent
            FROM spans s LEFT JOIN spans p ON p.span_id = s.parent_span_id AND p.trace_id = s.trace_id
            WHERE s.service = '{service}' ORDER BY s.name, outcome, s.tea_kind, s.error_type, parent NULLS FIRST
            """);
        Assert.Equal(
            [
                "serve earl-grey \"in\" 2, hot: true producer unset earl-grey - success span.tea.serve@1 -",
                "tea.brew internal unset green - abandoned span.tea.brew@3 -",
                $"tea.brew internal error green {firstError.Split(':')[0]} failure span.tea.brew@3 -",
                $"tea.brew internal error green {secondError.Split(':')[0]} failure span.tea.brew@3 -",
                "tea.brew internal unset earl-grey - success span.tea.brew@3 -",
                "tea.brew internal unset none - success span.tea.brew@3 -",
                "tea.hidden internal unset - - success span.tea.hidden@1 -",
                "tea.hidden internal unset - - success span.tea.hidden@1 tea.hidden",
                "tea.pour client error - spilled failure span.tea.pour@1 tea.brew",
                "tea.pour client unset - - success span.tea.pour@1 tea.brew",
            ],
            rows.Select(Line));

        var brewed = (await server.Query($"SELECT tea_from, tea_guest_email, tea_guest_name, tea_recipe_token, tea_strength, tea_is_hot, attributes->'tea.notes', scope, scope_version, duration_ns, tea_guest_sips, tea_guest_is_regular FROM spans WHERE service = '{service}' AND name = 'tea.brew' AND tea_kind = 'earl-grey'"))[0];
        Assert.Equal("Assam", brewed[0].GetString());
        Assert.Equal(s_hash, brewed[1].GetString());
        Assert.Equal("***", brewed[2].GetString());
        Assert.Equal(JsonValueKind.Null, brewed[3].ValueKind);
        Assert.Equal(0.75, brewed[4].GetDouble());
        Assert.True(brewed[5].GetBoolean());
        Assert.Equal("""["bergamot","smoke"]""", brewed[6].GetString());
        Assert.Equal(("tea", "1"), (brewed[7].GetString(), brewed[8].GetString()));
        Assert.InRange(brewed[9].GetInt64(), 35_000_000, 10_000_000_000);
        Assert.Equal((Hash("2,0.00001,1e+21,0.1"), Hash("true")), (brewed[10].GetString(), brewed[11].GetString()));
        var unkeyed = (await server.Query($"SELECT tea_guest_email FROM spans WHERE service = '{service}' AND tea_kind = 'none'"))[0];
        Assert.Matches("^[0-9a-f]{32}$", unkeyed[0].GetString());
        Assert.NotEqual(s_hash, unkeyed[0].GetString());
    }

    private static async Task CheckMetrics(RunningServer server, string service)
    {
        var rows = await server.Query($"""
            SELECT DISTINCT name, kind, unit, coalesce(monotonic::VARCHAR, '-'), tea_kind, tea_from, attributes->>'upshot.outcome' AS outcome, coalesce(value, "count"), CASE WHEN name = 'tea.brew.duration' THEN NULL ELSE sum END
            FROM metric_points WHERE service = '{service}' ORDER BY name, tea_kind, outcome
            """);
        Assert.Equal(
            [
                "tea.bill histogram {EUR} - - - success 2 9.5",
                "tea.brew.duration histogram ms - earl-grey - success 1 -",
                "tea.brew.duration histogram ms - green - abandoned 1 -",
                "tea.brew.duration histogram ms - green - failure 2 -",
                "tea.brew.duration histogram ms - none - success 1 -",
                "tea.brews sum {brew} true earl-grey - success 1 -",
                "tea.brews sum {brew} true green - abandoned 1 -",
                "tea.brews sum {brew} true green - failure 2 -",
                "tea.brews sum {brew} true none - success 1 -",
                "tea.cups sum {cup} true green Uji - 5 -",
                "tea.guests sum {guest} false - - - 3 -",
                "tea.kettle.temperature gauge Cel - - - - 96.5 -",
                "tea.steep histogram s - - - - 1 180",
                "tea.water histogram ml - - - success 2 750",
            ],
            rows.Select(Line));
        var milliseconds = (await server.Query($"SELECT sum FROM metric_points WHERE service = '{service}' AND name = 'tea.brew.duration' AND tea_kind = 'earl-grey'"))[0][0].GetDouble();
        Assert.InRange(milliseconds, 35, 10_000);
    }

    private static async Task CheckEvents(RunningServer server, string service, string firstError, string secondError)
    {
        var unkeyed = (await server.Query($"SELECT tea_guest_email FROM spans WHERE service = '{service}' AND tea_kind = 'none'"))[0][0].GetString();
        var rows = await server.Query($"""
            SELECT l.event_name, l.severity_text, l.body, l.upshot_signal, l.upshot_outcome AS outcome, l.error_type, s.name, l.exception_type || ': ' || l.exception_message || (CASE WHEN l.exception_stacktrace LIKE '%brew.%' THEN '' ELSE ' without stack' END) AS error
            FROM logs l LEFT JOIN spans s ON s.span_id = l.span_id AND s.trace_id = l.trace_id WHERE l.service = '{service}' ORDER BY l.event_name, outcome, l.body, error
            """);
        Assert.Equal(
            [
                "tea.brewed INFO  cups of green for  event.tea.brewed@4 abandoned - tea.brew -",
                $"tea.brewed ERROR  cups of green for  event.tea.brewed@4 failure {firstError.Split(':')[0]} tea.brew {firstError}",
                $"tea.brewed ERROR  cups of green for  event.tea.brewed@4 failure {secondError.Split(':')[0]} tea.brew {secondError}",
                $"tea.brewed INFO 0 cups of none for {unkeyed} event.tea.brewed@4 success - tea.brew -",
                $"tea.brewed INFO 3 cups of earl-grey for {s_hash} event.tea.brewed@4 success - tea.brew -",
                "tea.closed INFO No more Uji, \"\" event.tea.closed@1 - - - TypeError: no water",
            ],
            rows.Select(Line));
    }

    /// <summary>Under the key "test key": HMAC-SHA256, the first 32 hex digits.</summary>
    private static string Hash(string text) =>
        Convert.ToHexStringLower(System.Security.Cryptography.HMACSHA256.HashData("test key"u8, System.Text.Encoding.UTF8.GetBytes(text)))[..32];

    private static string Line(JsonElement row) => string.Join(' ', row.EnumerateArray().Select(cell => cell.ValueKind switch
    {
        JsonValueKind.Null => "-",
        JsonValueKind.Number => cell.GetDouble().ToString(CultureInfo.InvariantCulture),
        _ => cell.ToString(),
    }));
}
