using System.Globalization;
using Microsoft.AspNetCore.Http.Features;
using Upshot.Answers;
using Upshot.Evidence;
using Upshot.Evidence.Alerts;
using Upshot.Observe.Otlp;
using Upshot.Observe.Receive;
using Upshot.Observe.Stores;
using Upshot.Observe.Stores.DuckDb;
using Upshot.Server.Access;

namespace Upshot.Server;

/// <summary>Telemetry of the past: requests one by one, then what is counted anew and written down of all of them.</summary>
internal static class BackfillRoutes
{
    private const long MostBytes = 256L << 20;

    public static void Map(RouteGroupBuilder api)
    {
        api.MapPost("/backfill/{signal}", AddAsync).WithSummary("Stores and counts an OTLP request of the past (protobuf or JSON), but for what the store has of it already.");
        api.MapPost("/backfill", (BackfillEnd end, TelemetryStore store, HttpContext context, TimeProvider time, CancellationToken cancellation) => EndAsync(end, store, context, time, cancellation))
            .WithSummary("Ends a backfill: counts objectives again where their minutes were not counted by their present definition, and marks the time.");
    }

    private static async Task<BackfillResult> AddAsync(string signal, TelemetryStore store, HttpContext context, CancellationToken cancellation)
    {
        if (!Enum.TryParse<TelemetrySignal>(signal, ignoreCase: true, out var kind) || !Enum.IsDefined(kind))
        {
            throw new QuestionException($"There is no signal {signal}; there are traces, metrics and logs.");
        }

        context.Features.Get<IHttpMaxRequestBodySizeFeature>()?.MaxRequestBodySize = MostBytes;
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body, cancellation);
        try
        {
            using var request = OtlpBody.Read(kind, body.GetBuffer().AsSpan(0, (int)body.Length), context.Request.ContentType?.StartsWith("application/json", StringComparison.OrdinalIgnoreCase) == true);
            return await store.BackfillAsync(kind, request, cancellation);
        }
        catch (MalformedTelemetryException e)
        {
            throw new UnusableException(e.Message);
        }
    }

    private static async Task<BackfillEnded> EndAsync(BackfillEnd end, TelemetryStore store, HttpContext context, TimeProvider time, CancellationToken cancellation)
    {
        var now = time.GetUtcNow();

        // From what is new on, up to now: a minute of the past under the present definition says to answers that all after it are counted by it.
        var until = end.Until is { } last && (end.Everything || last > now) ? last : now;
        var range = new TimeRange(end.From?.AddHours(-1) ?? DateTimeOffset.UnixEpoch, until.AddMinutes(1));
        var recounted = await store.RecountAsync(range, end.Everything, cancellation);
        var subject = string.Create(CultureInfo.InvariantCulture, $"{end.Files} files, {end.New} new records, {end.Requests} requests, {recounted} events counted anew");
        store.State.Record(context.Audit("backfill", subject));
        if (end is { New: > 0, From: { } from, Until: { } to })
        {
            var name = string.Create(CultureInfo.InvariantCulture, $"backfill: {end.New} records, {end.Requests} requests of {from:yyyy-MM-dd HH:mm} to {to:yyyy-MM-dd HH:mm} UTC were added at {now:yyyy-MM-dd HH:mm} UTC");
            store.State.Alerts.Write(new() { ChangeEvents = [new ChangeEvent(Guid.NewGuid().ToString("N")[..16], "note", name, "", "", "", "", "", from, "person")] });
        }

        return new(recounted);
    }
}

/// <param name="New">Records that the store did not have.</param>
/// <param name="Requests">Requests among them that were counted.</param>
/// <param name="From">When the earliest of them happened; null: there is none, and all time is looked at.</param>
/// <param name="Everything">Also hours whose totals are as the rollups have them.</param>
internal sealed record BackfillEnd(int Files = 0, long New = 0, long Requests = 0, DateTimeOffset? From = null, DateTimeOffset? Until = null, bool Everything = false);

/// <param name="Recounted">Events of objectives that were counted anew.</param>
internal sealed record BackfillEnded(long Recounted);
