using Upshot.Observe.Stores.DuckDb;
using Upshot.Observe.Stores.DuckDb.Backup;
using Upshot.Server.Access;

namespace Upshot.Server;

/// <summary>A backup as a stream: the asker says what he has, and gets the rest.</summary>
internal static class BackupRoutes
{
    public static void Map(RouteGroupBuilder api) =>
        api.MapPost("/backup", (BackupQuestion question, TelemetryStore store, HttpContext context, CancellationToken cancellation) => Send(question, store, context, cancellation))
            .Audited("backup").Produces(StatusCodes.Status200OK, contentType: "application/x-tar")
            .WithSummary("Everything that is acknowledged now, as a tar of data files without those that the asker has.");

    private static async Task Send(BackupQuestion question, TelemetryStore store, HttpContext context, CancellationToken cancellation)
    {
        using var backup = await store.TakeBackupAsync(cancellation);
        context.Response.ContentType = "application/x-tar";
        await backup.WriteAsync(context.Response.Body, question.Have ?? [], cancellation);
    }
}

/// <param name="Have">Sealed files of an earlier backup.</param>
internal sealed record BackupQuestion(IReadOnlyList<BackupFile>? Have = null);
