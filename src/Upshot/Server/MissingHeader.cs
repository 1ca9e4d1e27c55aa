using System.Globalization;
using Upshot.Observe.Stores;

namespace Upshot.Server;

/// <summary>Every answer, of whatever shape, says in a header what it lacks: rows that were stored and cannot be read any more.</summary>
internal static class MissingHeader
{
    public const string Name = "Upshot-Missing";
    private const int Most = 8;

    public static Task Set(HttpContext context, RequestDelegate next)
    {
        // When the answer begins, its question has been asked: that may have been what found the damage.
        context.Response.OnStarting(() =>
        {
            // Probes come without a token, and learn nothing but whether the server is ready.
            if (!context.Request.Path.StartsWithSegments("/readyz") && !context.Request.Path.StartsWithSegments("/healthz")
                && context.RequestServices.GetRequiredService<TelemetryInUse>().Missing is { Count: > 0 } missing)
            {
                context.Response.Headers[Name] = ValueOf(missing);
            }

            return Task.CompletedTask;
        });
        return next(context);
    }

    private static string ValueOf(IReadOnlyList<MissingRows> missing) =>
        string.Join(", ", missing.Take(Most).Select(One)) + (missing.Count > Most ? $", and {missing.Count - Most} more" : "");

    private static string One(MissingRows missing) => string.Create(
        CultureInfo.InvariantCulture,
        $"{missing.Rows?.ToString(CultureInfo.InvariantCulture) ?? "unknown"} rows of {missing.Signal ?? "telemetry"} {missing.From.UtcDateTime:yyyy-MM-ddTHH:mmZ}/{missing.To.UtcDateTime:yyyy-MM-ddTHH:mmZ}");
}
