using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Upshot.Instrument.Health;

namespace Upshot.Instrument;

/// <summary>The page on which a process says whether its telemetry leaves it.</summary>
public static class UpshotHealthRoute
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    /// <summary>
    /// Maps <c>GET /health/telemetry</c>: status (healthy or degraded), reasons, and counts. It answers 200 in both cases, so
    /// that nobody restarts an application because its telemetry has trouble.
    /// </summary>
    public static IEndpointConventionBuilder MapUpshotHealth(this IEndpointRouteBuilder routes, string pattern = "/health/telemetry") =>
        routes.MapGet(pattern, (HttpContext context) => Results.Json(
            context.RequestServices.GetService<TelemetryHealth>()?.Report() ?? throw new InvalidOperationException("Call builder.AddUpshot() before MapUpshotHealth()."), Json));
}
