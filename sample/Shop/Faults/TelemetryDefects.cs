using System.Diagnostics;
using OpenTelemetry;
using OpenTelemetry.Context.Propagation;
using OpenTelemetry.Exporter;
using OpenTelemetry.Logs;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;

namespace Shop.Faults;

/// <summary>
/// Mistakes in telemetry that people really make, switched on by name (<c>SHOP_DEFECTS=lost-span,wrong-unit</c>): what <c>upshot verify</c> has to
/// find. They work on what the SDK is given, so that the Shop's own code stays right.
/// </summary>
internal sealed class TelemetryDefects(string service, IReadOnlySet<string> on)
{
    private const string Payment = "shop.authorize_payment";

    private static readonly Dictionary<string, Action<Activity>> s_ofSpans = new()
    {
        ["lost-span"] = span => span.ActivityTraceFlags &= ~ActivityTraceFlags.Recorded,
        ["renamed-span"] = span => span.DisplayName = "shop.authorise_payment",
        ["renamed-attribute"] = span => Move(span, "shop.payment.outcome", "shop.payment.result"),
        ["missing-attribute"] = span => span.SetTag("shop.payment.amount", null),
        ["wrong-type"] = span => span.SetTag("shop.payment.amount", $"{span.GetTagItem("shop.payment.amount")} EUR"),
        ["value-not-allowed"] = span => span.SetTag("shop.payment.outcome", "ok"),
        ["secret-in-span"] = span => span.SetTag("shop.payment.token", "Bearer 3f9a0c5e7b2d4861a5c3e9f07d1b6428"),
    };

    private static readonly Dictionary<string, MetricDefect> s_ofMetrics = new()
    {
        ["wrong-unit"] = new("shop.order.value") { Unit = "ct" },
        ["out-of-range"] = new("shop.order.value") { Factor = -1 },
        ["email-in-label"] = new("shop.orders") { Label = () => new("customer.email", "jane.doe@customer.example") },
        ["unbounded-label"] = new("shop.orders") { Label = () => new("cart.id", Guid.NewGuid().ToString()) },
        ["wrong-instrument"] = new("shop.orders") { Instrument = "gauge" },
        ["falling-counter"] = new("shop.orders") { Instrument = "falling" },
        ["undeclared-metric"] = new("shop.orders") { Also = "shop.carts_emptied" },
        ["renamed-metric"] = new("shop.orders") { Name = "shop.order" },
    };

    private static readonly string[] s_others = ["log-without-trace", "card-in-log", "duplicated-spans", "broken-propagation", "silent-exporter", "wrong-parent"];

    /// <summary>Names of all defects.</summary>
    public static IEnumerable<string> All => s_ofSpans.Keys.Concat(s_ofMetrics.Keys).Concat(s_others);

    /// <summary>Reads SHOP_DEFECTS; a name that is none is a mistake.</summary>
    public static TelemetryDefects Read(string service, IConfiguration configuration, List<string> mistakes)
    {
        var on = (configuration["DEFECTS"] ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).ToHashSet();
        mistakes.AddRange(on.Except(All).Select(name => $"SHOP_DEFECTS has '{name}'; it can have {string.Join(", ", All)}."));
        return new(service, on);
    }

    /// <summary>Before the services are made.</summary>
    public void AddTo(WebApplicationBuilder builder)
    {
        if (on.Contains("silent-exporter") && service == "inventory")
        {
            builder.Configuration["OTEL_EXPORTER_OTLP_ENDPOINT"] = "http://127.0.0.1:9";
        }

        if (on.Contains("broken-propagation") && service == "storefront")
        {
            DistributedContextPropagator.Current = DistributedContextPropagator.CreateNoOutputPropagator();
            Sdk.SetDefaultTextMapPropagator(new BaggagePropagator());
        }

        builder.Services.ConfigureOpenTelemetryTracerProvider(AddTo);
        builder.Services.ConfigureOpenTelemetryMeterProvider(AddTo);
        builder.Services.ConfigureOpenTelemetryLoggerProvider(logs => logs.AddProcessor(new LogDefects(on)));
    }

    /// <summary>Before the routes.</summary>
    public void AddTo(WebApplication app)
    {
        if (on.Contains("wrong-parent") && service == "checkout")
        {
            app.Use(AnswerUnderTheCaller);
        }
    }

    private void AddTo(TracerProviderBuilder traces)
    {
        var active = s_ofSpans.Where(d => on.Contains(d.Key)).Select(d => d.Value).ToList();
        traces.AddProcessor(new SpanDefects(active));
        if (on.Contains("duplicated-spans") && service == "checkout")
        {
            traces.AddProcessor(services => new BatchActivityExportProcessor(new OtlpTraceExporter(new OtlpExporterOptions
            {
                Protocol = OtlpExportProtocol.HttpProtobuf,
                Endpoint = new Uri($"{services.GetRequiredService<IConfiguration>()["OTEL_EXPORTER_OTLP_ENDPOINT"]?.TrimEnd('/')}/v1/traces"),
            })));
        }
    }

    private void AddTo(MeterProviderBuilder metrics)
    {
        foreach (var defect in s_ofMetrics.Where(d => on.Contains(d.Key)).Select(d => d.Value))
        {
            MetricRelay.Put(defect, metrics);
        }
    }

    // The context that came with the request is used as it is: the handler's spans become the caller's.
    private static async Task AnswerUnderTheCaller(HttpContext context, RequestDelegate next)
    {
        if (Activity.Current is { } request && request.GetTagItem("url.path") is "/orders")
        {
            using var stale = Telemetry.ShopTelemetry.Database.StartActivity("retry", ActivityKind.Internal, new ActivityContext(request.TraceId, request.ParentSpanId, ActivityTraceFlags.Recorded));
            await next(context);
            return;
        }

        await next(context);
    }

    private static void Move(Activity span, string from, string to)
    {
        span.SetTag(to, span.GetTagItem(from));
        span.SetTag(from, null);
    }

    private sealed class SpanDefects(IReadOnlyList<Action<Activity>> defects) : BaseProcessor<Activity>
    {
        public override void OnEnd(Activity data)
        {
            foreach (var defect in data.DisplayName is Payment ? defects : [])
            {
                defect(data);
            }
        }
    }

    private sealed class LogDefects(IReadOnlySet<string> on) : BaseProcessor<LogRecord>
    {
        public override void OnEnd(LogRecord data)
        {
            if (on.Contains("log-without-trace") && data.TraceId != default)
            {
                (data.TraceId, data.SpanId) = (default, default);
            }

            if (on.Contains("card-in-log"))
            {
                data.Attributes = [.. data.Attributes ?? [], new("Payment", "card 4111 1111 1111 1111")];
            }
        }
    }
}
