using System.Text;
using Upshot.Observe.Stores.DuckDb;
using Upshot.Observe.Stores.Questions;
using Upshot.Server.Access;

namespace Upshot.Server;

/// <summary>What concerns the store itself: whether it is ready, and the work on its files.</summary>
internal static class StoreRoutes
{
    public static void Map(WebApplication app)
    {
        app.MapGet("/readyz", Ready).WithSummary("Is the journal recovered, and is telemetry taken? Then what is missing, and what somebody should look at.");
        var api = app.MapGroup("/api/v1");
        api.MapPost("/seal", async (TelemetryStore store, TelemetryInUse telemetry, CancellationToken cancellation) =>
        {
            telemetry.ThrowIfElsewhere("A seal");
            await store.SealAsync().WaitAsync(cancellation);
            return await store.AskAsync(new SizeQuestion(), cancellation);
        }).Audited("seal").WithSummary("Seals everything into Parquet now, as the end of an hour would.");
        api.MapPost("/fsck", (TelemetryStore store, TelemetryInUse telemetry, CancellationToken cancellation) =>
            {
                telemetry.ThrowIfElsewhere("A check");
                return store.CheckAsync(cancellation);
            })
            .Audited("fsck").WithSummary("Reads every sealed file and says which are not as they were sealed; lists again what was put back.");
        api.MapPost("/maintenance", async (MaintenanceStart? start, TelemetryStore store, TelemetryInUse telemetry, CancellationToken cancellation) =>
        {
            telemetry.ThrowIfElsewhere("Maintenance");
            await store.MaintainAsync(start?.Confirm ?? false, cancellation);
            return new MaintenanceDone(store.Notices, await store.AskAsync(new SizeQuestion(), cancellation));
        }).Audited("maintenance").WithSummary("Merges small files and drops old ones now; confirmed, also what was held back.");
    }

    private static IResult Ready(HttpContext context, TelemetryStore store, TelemetryInUse telemetry, Gate gate)
    {
        if (store.Health.DirectoryFault is { } fault)
        {
            return Results.Text(gate.Knows(context) ? $"not ready: {fault}\n" : "not ready\n", statusCode: StatusCodes.Status503ServiceUnavailable);
        }

        var text = new StringBuilder("ready\n");
        if (gate.Knows(context))
        {
            foreach (var line in telemetry.Missing.Select(m => m.Sentence).Concat(telemetry.Notices))
            {
                text.Append(line).Append('\n');
            }
        }

        return Results.Text(text.ToString());
    }
}

internal sealed record MaintenanceStart(bool Confirm = false);

internal sealed record MaintenanceDone(IReadOnlyList<string> Notices, StoreSize Size);
