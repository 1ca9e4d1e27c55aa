using System.Security.Cryptography;
using System.Text;
using Upshot.Observe.Otlp;
using Upshot.Observe.Receive;
using Upshot.Observe.Stores.DuckDb;
using Upshot.Observe.Stores.DuckDb.Questions;
using Upshot.Observe.Stores.Journals;
using Upshot.Observe.Tests.Signals;
using Upshot.Observe.Tests.Stores.DuckDb;
using Upshot.Plan;

namespace Upshot.Observe.Tests.Policy;

/// <summary>What the plan classes is in no file of the data directory, wherever it stood in what was sent.</summary>
public sealed class PrivacyTests
{
    private const string Planted = "planted-4711";
    private static readonly byte[] s_key = "a key that applications have too"u8.ToArray();
    private static readonly SourceLocation s_here = new("test.yaml", 1, 1);

    private static readonly ProductPlan s_plan = new()
    {
        Attributes =
        [
            Classed("app.token", PrivacyClass.Secret),
            Classed("app.card", PrivacyClass.Personal, Redaction.Mask),
            Classed("app.person", PrivacyClass.Personal),
            Classed("app.gone", PrivacyClass.Personal, Redaction.Drop),
            Classed("http.request.header", PrivacyClass.Secret) with { Type = "template[string[]]" },
            Classed("url.query", PrivacyClass.Personal, Redaction.Drop),
            Classed("exception.message", PrivacyClass.Personal, Redaction.Mask),
            Classed("db.query.text", PrivacyClass.Personal, Redaction.Drop),
            new("app.free", s_here) { Privacy = PrivacyClass.Internal },
        ],
    };

    /// <summary>Each is set to a value that holds what was planted.</summary>
    public static readonly string[] Names =
    [
        "app.token", "app.card", "app.person", "app.gone", "http.request.header.authorization", "url.query", "exception.message", "exception.stacktrace", "db.query.text", "db.statement",
    ];

    [Fact]
    public async Task Classed_values_are_in_no_file_before_and_after_the_seal_and_a_restart()
    {
        using var directory = new StoreDirectory();
        await using (var store = directory.Open(s_plan, with: o => o with { HashKey = s_key }))
        {
            foreach (var (signal, request) in Everywhere())
            {
                Assert.Contains(Planted, Encoding.UTF8.GetString(request), StringComparison.Ordinal);
                Assert.Equal(IntakeStatus.Accepted, (await StoreDirectory.Accept(store, request, signal)).Status);
            }

            AssertNowhere(directory, store);
            using (var crashed = directory.Crashed())
            {
                await using var again = crashed.Open(s_plan, with: o => o with { HashKey = s_key });
                Assert.Equal(3, again.Recovered.Records);
                AssertNowhere(crashed, again);
            }

            await store.SealAsync();
            AssertNowhere(directory, store);
        }

        await using var last = directory.Open(s_plan, with: o => o with { HashKey = s_key });
        AssertNowhere(directory, last);
        Assert.Equal("kept", StoreDirectory.Single(last, "SELECT attributes::JSON ->> 'app.free' FROM spans"));
        Assert.Equal("***", StoreDirectory.Single(last, "SELECT attributes::JSON ->> 'app.card' FROM spans"));
        Assert.Equal(HashOf(Value("app.person")), StoreDirectory.Single(last, "SELECT attributes::JSON ->> 'app.person' FROM spans"));
        Assert.Null(StoreDirectory.Single(last, "SELECT attributes::JSON ->> 'app.token' FROM spans"));
        Assert.Equal("https://shop.example/find", StoreDirectory.Single(last, "SELECT url_full FROM spans"));
        Assert.Equal("***", StoreDirectory.Single(last, "SELECT status_message FROM spans"));
        Assert.Equal(HashOf(Value("app.person")), StoreDirectory.Single(last, "SELECT body::JSON -> 'a' -> 'app' ->> 'person' FROM logs"));
        Assert.Equal(3L, StoreDirectory.Count(last) + StoreDirectory.Count(last, "logs") + StoreDirectory.Count(last, "metric_points"));
    }

    [Fact]
    public async Task A_request_sent_again_is_recognised_though_it_was_rewritten_also_after_a_crash_and_after_the_seal()
    {
        using var directory = new StoreDirectory();
        await using var store = directory.Open(s_plan, with: o => o with { HashKey = s_key });
        var request = Everywhere().First().Request;
        await StoreDirectory.Accept(store, request);
        await StoreDirectory.Accept(store, request);
        Assert.Equal(1, StoreDirectory.Count(store));

        using var crashed = directory.Crashed();
        await using (var again = crashed.Open(s_plan, with: o => o with { HashKey = s_key }))
        {
            await StoreDirectory.Accept(again, request);
            Assert.Equal(1, StoreDirectory.Count(again));
        }

        await using var sealedNow = crashed.Open(s_plan, with: o => o with { HashKey = s_key });
        await StoreDirectory.Accept(sealedNow, request);
        Assert.Equal(1, StoreDirectory.Count(sealedNow));
    }

    [Fact]
    public async Task A_backup_of_what_is_not_sealed_has_rewritten_requests_as_the_journal_has_them()
    {
        using var directory = new StoreDirectory();
        await using var store = directory.Open(s_plan, with: o => o with { HashKey = s_key });
        var request = Everywhere().First().Request;
        await StoreDirectory.Accept(store, request);
        var journal = Directory.GetFiles(directory.Journal, "*.journal").Single();
        using var crashed = directory.Crashed();
        var contents = JournalReader.Read(Path.Combine(crashed.Journal, Path.GetFileName(journal)));

        Assert.Equal((0, 0, 1), (contents.DamagedBytes, contents.TornBytes, contents.Entries.Count));
        Assert.True(contents.Entries[0].IsRewritten);
        Assert.Equal(Journal.HashOf(request), contents.Entries[0].Hash);
    }

    [Fact]
    public async Task A_journal_of_an_earlier_plan_is_sealed_under_the_present_one()
    {
        using var directory = new StoreDirectory();
        await using var store = directory.Open();
        await StoreDirectory.Accept(store, Everywhere().First().Request);
        using var crashed = directory.Crashed();

        await using (crashed.Open(s_plan, with: o => o with { HashKey = s_key }))
        {
        }

        await using var again = crashed.Open(s_plan, with: o => o with { HashKey = s_key });
        AssertNowhere(crashed, again);
        Assert.Equal(1, StoreDirectory.Count(again));
    }

    [Fact]
    public async Task Without_a_key_hashing_means_dropping_and_what_applications_have_hashed_stays()
    {
        using var directory = new StoreDirectory();
        await using var store = directory.Open(s_plan);
        var hashed = HashOf("somebody");
        await StoreDirectory.Accept(store, Request(Otlp.Span("a").Attribute(9, "app.person", "somebody"), Otlp.Span("b").Attribute(9, "app.person", hashed)));

        Assert.Null(StoreDirectory.Single(store, "SELECT attributes FROM spans WHERE name = 'a'"));
        Assert.Equal(hashed, StoreDirectory.Single(store, "SELECT attributes::JSON ->> 'app.person' FROM spans WHERE name = 'b'"));
    }

    [Fact]
    public async Task A_value_is_hashed_as_generated_code_hashes_it()
    {
        (object Value, string Text)[] values =
        [
            ("ada@example.org", "ada@example.org"), (true, "true"), (-42, "-42"), (0.1, "0.1"), (1e21, "1e+21"), (2.5e-7, "2.5e-7"), (1234567.0, "1234567"), (-0.0, "0"), ("", ""), ("Zoë 🙂", "Zoë 🙂"),
            (new object[] { "a", 2, true }, "a,2,true"),
        ];
        using var directory = new StoreDirectory();
        await using var store = directory.Open(s_plan, with: o => o with { HashKey = s_key });
        await StoreDirectory.Accept(store, Request([.. values.Select((v, i) => Otlp.Span($"{i}").Attribute(9, "app.person", v.Value))]));
        Assert.Equal(
            values.Select(v => HashOf(v.Text)),
            store.Queries.Sql("SELECT attributes::JSON ->> 'app.person' FROM spans ORDER BY name::INT", new SqlLimits(), TestContext.Current.CancellationToken).Rows.Select(r => (string)r[0]!));
    }

    [Fact]
    public async Task A_log_whose_body_is_the_text_of_a_JSON_object_is_treated_as_one()
    {
        using var directory = new StoreDirectory();
        await using var store = directory.Open(s_plan, with: o => o with { HashKey = s_key });
        var body = $$"""{"msg":"paid","n":1.50,"app.token":"{{Planted}}","app":{"card":{"no":"{{Planted}}"},"person":"{{Planted}}"},"list":[{"app.gone":["{{Planted}}"],"ok":null}]}""";
        await StoreDirectory.Accept(store, Request(Otlp.Log(body: body), Otlp.Log(body: "{no JSON, app.token: x")).Bytes, TelemetrySignal.Logs);

        AssertNowhere(directory, store);
        Assert.Equal(
            $$"""{"msg":"paid","n":1.50,"app":{"card":"***","person":"{{HashOf(Planted)}}"},"list":[{"ok":null}]}""",
            StoreDirectory.Single(store, "SELECT body FROM logs WHERE body LIKE '%msg%'"));
    }

    /// <summary>Loggers put records, and services bodies, into attributes; SDKs cut long texts.</summary>
    [Fact]
    public async Task The_text_of_a_JSON_object_within_an_attribute_is_treated_as_one_and_ends_where_it_is_no_JSON()
    {
        using var directory = new StoreDirectory();
        await using var store = directory.Open(s_plan, with: o => o with { HashKey = s_key });
        var json = $$"""[{"ok":1,"card":"{{Planted}}"},{"app.token":"{{Planted}}"}]""";
        var cut = $$"""{"ok":1,"app.token":"{{Planted}}","rest":"{{Planted}}""";
        var item = $$"""{"ok":1,"app.token":"{{Planted}}"}""";
        var listed = new ProtoMessage().Text(1, "list").Message(2, new ProtoMessage().Message(5, new ProtoMessage().Message(1, new ProtoMessage().Text(1, item))));
        await StoreDirectory.Accept(store, Request(Otlp.Log(body: cut).Attribute(6, "app", json).Attribute(6, "cut", cut).Attribute(6, "plain", "{no JSON, app.token: x").Message(6, listed)).Bytes, TelemetrySignal.Logs);

        AssertNowhere(directory, store);
        Assert.Equal("""{"ok":1,"rest":…""", StoreDirectory.Single(store, "SELECT body FROM logs"));
        Assert.Equal("""[{"ok":1,"card":"***"},{}]""", StoreDirectory.Single(store, "SELECT attributes->>'app' FROM logs"));
        Assert.Equal("""{"ok":1,"rest":…""", StoreDirectory.Single(store, "SELECT attributes->>'cut' FROM logs"));
        Assert.Contains("ok", Assert.IsType<string>(StoreDirectory.Single(store, "SELECT attributes->>'list' FROM logs")), StringComparison.Ordinal);
        Assert.Equal("{no JSON, app.token: x", StoreDirectory.Single(store, "SELECT attributes->>'plain' FROM logs"));
    }

    [Fact]
    public async Task Without_classed_attributes_a_request_is_stored_byte_by_byte_as_it_came()
    {
        using var directory = new StoreDirectory();
        await using var store = directory.Open(s_plan, with: o => o with { HashKey = s_key });
        var request = Otlp.Request(Otlp.Span().Attribute(9, "app.free", "kept")).Bytes;
        await StoreDirectory.Accept(store, request);
        using var crashed = directory.Crashed();
        var entry = JournalReader.Read(Directory.GetFiles(crashed.Journal, "*.journal").Single()).Entries.Single();
        Assert.Equal(request, entry.Body.Bytes.ToArray());
        Assert.False(entry.IsRewritten);
    }

    [Fact]
    public async Task What_the_door_does_not_look_at_and_is_no_protobuf_is_refused_for_good()
    {
        using var directory = new StoreDirectory();
        await using var store = directory.Open(s_plan);
        var scope = new ProtoMessage().Text(1, "lib").Blob(3, [0x0A, 0x7F, 1]);
        var result = await StoreDirectory.Accept(store, Otlp.Request(Otlp.Resource(), scope, Otlp.Span()));
        Assert.Equal(IntakeStatus.Invalid, result.Status);
    }

    /// <summary>Requests as strangers break them: rewriting gives what it was given, or refuses.</summary>
    [Fact]
    public async Task Broken_requests_are_refused_or_stored_and_never_leave_what_was_planted()
    {
        using var directory = new StoreDirectory();
        await using var store = directory.Open(s_plan, with: o => o with { HashKey = s_key });
        var random = new Random(4711);
        foreach (var (signal, request) in Everywhere())
        {
            for (var i = 0; i < 150; i++)
            {
                var broken = request.ToArray();
                for (var n = random.Next(1, 4); n > 0; n--)
                {
                    broken[random.Next(broken.Length)] = (byte)random.Next(256);
                }

                var result = await StoreDirectory.Accept(store, broken, signal);
                Assert.Contains(result.Status, new[] { IntakeStatus.Accepted, IntakeStatus.Invalid });
            }
        }

        await store.SealAsync();
    }

    /// <summary>Files come and go while a store works.</summary>
    private static byte[] Read(string path)
    {
        try
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            var bytes = new MemoryStream();
            file.CopyTo(bytes);
            return bytes.ToArray();
        }
        catch (FileNotFoundException)
        {
            return [];
        }
    }

    private static AttributeDefinition Classed(string name, PrivacyClass privacy, Redaction? redaction = null) => new(name, s_here) { Privacy = privacy, Redaction = redaction };

    private static string Value(string name) => $"{name} {Planted}";

    private static string HashOf(string text) => Convert.ToHexStringLower(HMACSHA256.HashData(s_key, Encoding.UTF8.GetBytes(text)))[..32];

    private static ProtoMessage Request(params ProtoMessage[] records) => Otlp.Request(records);

    private static ProtoMessage WithAll(ProtoMessage message, int field) => Names.Aggregate(message.Attribute(field, "app.free", "kept"), (m, name) => m.Attribute(field, name, Value(name)));

    private static IEnumerable<(TelemetrySignal Signal, byte[] Request)> Everywhere()
    {
        var resource = WithAll(Otlp.Resource(), 1);
        var scope = WithAll(Otlp.Scope(), 3);
        (string, object)[] nested = [("a", new (string, object)[] { ("app", new (string, object)[] { ("person", Value("app.person")), ("token", 17) }), ("list", new object[] { new (string, object)[] { ("app.card", Value("app.card")) } }) })];
        var span = WithAll(Otlp.Span(), 9)
            .Attribute(9, "url.full", $"https://shop.example/find?name={Planted}")
            .Attribute(9, "http.url", $"https://shop.example/find?name={Planted}")
            .Attribute(9, "http.target", $"/find?name={Planted}")
            .Attribute(9, "nested", nested)
            .Attribute(9, "app.token", new object[] { Planted, Planted })
            .Message(11, WithAll(new ProtoMessage().Fixed64(1, Otlp.Noon).Text(2, "exception"), 3))
            .Message(13, WithAll(new ProtoMessage().Blob(1, Otlp.TraceId).Blob(2, Otlp.SpanId), 4))
            .Message(15, new ProtoMessage().Text(2, $"Exception: {Planted}").Varint(3, 2));
        yield return (TelemetrySignal.Traces, Otlp.Request(resource, scope, span).Bytes);
        yield return (TelemetrySignal.Logs, Otlp.Request(resource, scope, WithAll(Otlp.Log(body: nested), 6)).Bytes);
        var point = WithAll(Otlp.Point(), 7).Double(4, 1).Message(5, WithAll(Otlp.Exemplar(1), 7));
        yield return (TelemetrySignal.Metrics, Otlp.Request(resource, scope, WithAll(Otlp.Gauge("g", point), 12)).Bytes);
    }

    private static void AssertNowhere(StoreDirectory directory, TelemetryStore store)
    {
        var planted = Encoding.UTF8.GetBytes(Planted);
        foreach (var file in Directory.GetFiles(directory.Path, "*", SearchOption.AllDirectories).Where(f => Path.GetFileName(f) != "lock"))
        {
            Assert.True(Read(file).AsSpan().IndexOf(planted) < 0, $"{file} holds what was planted.");
        }

        // Sealed files are compressed: what is in them is asked for.
        foreach (var table in new[] { "spans", "logs", "metric_points" })
        {
            Assert.Equal(0L, Convert.ToInt64(StoreDirectory.Single(store, $"SELECT count(*) FROM (SELECT to_json(t)::VARCHAR AS row FROM {table} t) WHERE row LIKE '%{Planted}%'"), null));
        }
    }
}
