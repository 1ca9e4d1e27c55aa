using System.Buffers.Binary;
using System.Globalization;
using System.IO.Compression;
using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging.Abstractions;
using Upshot.Backfill;
using Upshot.Client;
using Upshot.Decide;
using Upshot.Observe.Otlp;
using Upshot.Observe.Receive;
using Upshot.Observe.Stores.DuckDb;
using Upshot.Tests.Running;

namespace Upshot.Tests.Backfill;

/// <summary>Two releases of one service, three days ago, in every format; and what a server counted that got them live.</summary>
public sealed class PastTelemetry : IAsyncLifetime
{
    public const int SpansInALine = 40, Lines = 48, Spans = SpansInALine * Lines;
    private static readonly DateTimeOffset s_start = new(DateTimeOffset.UtcNow.AddDays(-3).Date, TimeSpan.Zero);
    private readonly TemporaryFolder _folder = new();
    private readonly List<byte[]> _requests = [];

    internal string Plan => _folder["plan"];

    internal string Live { get; private set; } = "";

    internal string this[string file] => Path.Combine(_folder["past"], file);

    public async ValueTask InitializeAsync()
    {
        WritePlan(Plan, "100ms");
        Directory.CreateDirectory(_folder["past"]);
        var spans = Made();
        _requests.AddRange(spans.GroupBy(s => s.Line).Select(line => TestSpan.Request("shop", line.First().Version, line.First().Instance, line.Select(s => s.Span))));
        await using (var server = await RunningServer.Start(_folder["live"], Plan))
        {
            await Send(server, half: false);
        }

        Live = await CountsIn(_folder["live"]);
        await WriteFiles(spans);
    }

    internal async Task Send(RunningServer server, bool half)
    {
        foreach (var request in half ? _requests.Take(_requests.Count / 2) : _requests)
        {
            using var answer = await server.Post(request);
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        }
    }

    internal sealed class Clock : TimeProvider
    {
        public TimeSpan Ahead { get; init; }

        public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + Ahead;
    }

    internal TelemetryStore Open(string data, string plan, TimeProvider? time = null)
    {
        var (read, problem) = PlanFolderReader.Read(plan);
        Assert.Null(problem);
        return TelemetryStore.Open(new StoreOptions { Directory = data }, read, time ?? TimeProvider.System, NullLogger.Instance);
    }

    /// <summary>As the command does it, without a process for each.</summary>
    /// <returns>Records that were new.</returns>
    internal async Task<long> Backfill(TelemetryStore store, string file)
    {
        var problems = new List<FileProblem>();
        var added = 0L;
        foreach (var request in PastFiles.Of([Path.IsPathRooted(file) ? file : this[file]], problems).SelectMany(f => PastFile.Read(f, problems)))
        {
            using var body = OtlpBody.Read(request.Signal, request.Body, request.IsJson);
            var result = await store.BackfillAsync(request.Signal, body, TestContext.Current.CancellationToken);
            added += result.Records - result.Known;
        }

        Assert.Empty(problems);
        return added;
    }

    internal async Task<string> CountsIn(string data)
    {
        await using var store = Open(data, Plan);
        return Counts(store);
    }

    /// <summary>Everything that was counted, to the event.</summary>
    internal static string Counts(TelemetryStore store) => string.Join(
        '\n',
        Query(store, "SELECT minute, coalesce(operation, ''), service, version, instance, route, kind, sum(requests), sum(errors), sum(sum_ns) FROM rollups GROUP BY ALL ORDER BY ALL"),
        Query(store, "SELECT minute, objective, definition, version, sum(good), sum(total) FROM objective_minutes GROUP BY ALL ORDER BY ALL"),
        Query(store, "SELECT count(*), count(DISTINCT (trace_id, span_id)), count(operation), sum(duration_ns), string_agg(DISTINCT http_route) FROM spans"));

    /// <summary>A row a line.</summary>
    internal static string Query(TelemetryStore store, string sql) =>
        string.Join('\n', store.Queries.Sql(sql, new() { Rows = 1_000_000 }).Rows.Select(r => string.Join('|', r.Select(v => Convert.ToString(v, CultureInfo.InvariantCulture)))));

    internal static string WritePlan(string folder, string latency)
    {
        Directory.CreateDirectory(Path.Combine(folder, "runbooks"));
        File.WriteAllText(Path.Combine(folder, "upshot.yaml"), $$"""
            product: shop
            owners: { team: team@shop.example }
            operations:
              cart:
                owner: team
                entry: { service: shop, method: GET, route: /cart }
            objectives:
              cart-fast:
                operation: cart
                latency: {{latency}}
                target: 99%
                reason: People leave when their cart takes long.
                decision: Below a quarter of the budget we stop features and repair.
                runbook: runbooks/cart.md
              cart-works:
                operation: cart
                target: 99.9%
                reason: People leave when their cart does not open.
                decision: We stop and repair.
                runbook: runbooks/cart.md

            """);
        File.WriteAllText(Path.Combine(folder, "runbooks", "cart.md"), "---\ntitle: The cart is slow\nowner: team\nobjectives: [cart-fast, cart-works]\n---\n1. Look.\n");
        return folder;
    }

    public ValueTask DisposeAsync()
    {
        _folder.Dispose();
        return ValueTask.CompletedTask;
    }

    private sealed record Past(int Line, string Version, string Instance, TestSpan Span);

    private static List<Past> Made()
    {
        var chance = new Random(11);
        var spans = new List<Past>();
        for (var line = 0; line < Lines; line++)
        {
            // Versions side by side; a line is a process for a while.
            var (version, instance) = (line % 2 == 0 ? "1.0" : "1.1", $"shop-{line % 8}");
            for (var i = 0; i < SpansInALine / 2; i++)
            {
                var (trace, root, query) = ($"{chance.NextInt64(1, long.MaxValue):x16}{chance.NextInt64(1, long.MaxValue):x16}", $"{chance.NextInt64(1, long.MaxValue):x16}", $"{chance.NextInt64(1, long.MaxValue):x16}");
                var start = s_start.AddSeconds((line / 8 * 600) + (600 * chance.NextDouble()));
                start = new(start.Ticks - (start.Ticks % 10), TimeSpan.Zero);
                var database = TimeSpan.FromMicroseconds((version == "1.1" ? 80_000 : 20_000) + chance.Next(10_000));
                var own = TimeSpan.FromMicroseconds(20_000 + chance.Next(10_000));
                spans.Add(new(line, version, instance, new(trace, root, "", "GET /cart", 2, start, own + database, chance.Next(25) == 0) { Route = "/cart" }));
                spans.Add(new(line, version, instance, new(trace, query, root, "SELECT cart", 3, start + TimeSpan.FromMilliseconds(5), database)));
            }
        }

        return spans;
    }

    private async Task WriteFiles(List<Past> spans)
    {
        await using (var lines = File.Create(this["lines.jsonl"]))
        {
            foreach (var request in _requests)
            {
                lines.Write(request);
                lines.WriteByte((byte)'\n');
            }
        }

        await using (var packed = new GZipStream(File.Create(this["lines.jsonl.gz"]), CompressionLevel.Fastest))
        {
            packed.Write(await File.ReadAllBytesAsync(this["lines.jsonl"]));
        }

        var groups = new JsonArray([.. _requests.SelectMany(r => JsonNode.Parse(r)!["resourceSpans"]!.AsArray().Select(g => g!.DeepClone()))]);
        await File.WriteAllTextAsync(this["document.json"], new JsonObject { ["resourceSpans"] = groups }.ToJsonString(new() { WriteIndented = true }));
        await using (var frames = File.Create(this["frames.pb"]))
        {
            foreach (var request in _requests)
            {
                using var protobuf = OtlpBody.Read(TelemetrySignal.Traces, request, isJson: true);
                var length = new byte[4];
                BinaryPrimitives.WriteInt32BigEndian(length, protobuf.Length);
                frames.Write(length);
                frames.Write(protobuf.Bytes);
            }
        }

        await File.WriteAllTextAsync(this["jaeger.json"], JsonSerializer.Serialize(new { data = spans.GroupBy(s => s.Span.TraceId).Select(JaegerTrace) }));
        await File.WriteAllLinesAsync(this["spans.csv"], spans.Select(s => string.Join(',', s.Span.TraceId, s.Span.SpanId, s.Span.ParentSpanId, "shop", s.Version, s.Instance, s.Span.Name, s.Span.Kind == 2 ? "server" : "client", Micros(s.Span.Start) + "000", s.Span.Duration.Ticks * 100, s.Span.IsError ? "ERROR" : "OK", s.Span.Route, s.Span.Route.Length > 0 ? "GET" : ""))
            .Prepend("trace_id,span_id,parent_span_id,service_name,service.version,service.instance.id,operation_name,span_kind,start_time_unix_nano,duration_ns,status,http.route,http.request.method"));
        Directory.CreateDirectory(this["parquet"]);
        foreach (var file in Directory.GetFiles(Path.Combine(_folder["live"], "parquet"), "spans-*.parquet"))
        {
            File.Copy(file, Path.Combine(this["parquet"], Path.GetFileName(file)));
        }
    }

    private static object JaegerTrace(IGrouping<string, Past> trace) => new
    {
        traceID = trace.Key,
        spans = trace.Select(s => new
        {
            traceID = trace.Key,
            spanID = s.Span.SpanId,
            operationName = s.Span.Name,
            references = s.Span.ParentSpanId.Length == 0 ? [] : new[] { new { refType = "CHILD_OF", traceID = trace.Key, spanID = s.Span.ParentSpanId } },
            startTime = Micros(s.Span.Start),
            duration = s.Span.Duration.Ticks / 10,
            tags = new[] { Tag("span.kind", s.Span.Kind == 2 ? "server" : "client"), Tag("otel.status_code", s.Span.IsError ? "ERROR" : "OK") }.Concat(s.Span.Route.Length == 0 ? [] : [Tag("http.route", s.Span.Route), Tag("http.request.method", "GET")]),
            logs = Array.Empty<object>(),
            processID = "p1",
        }),
        processes = new { p1 = new { serviceName = "shop", tags = new[] { Tag("service.version", trace.First().Version), Tag("service.instance.id", trace.First().Instance) } } },
    };

    private static object Tag(string key, string value) => new { key, type = "string", value };

    private static long Micros(DateTimeOffset time) => (time - DateTimeOffset.UnixEpoch).Ticks / 10;
}
