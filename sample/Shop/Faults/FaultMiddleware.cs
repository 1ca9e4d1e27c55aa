using System.Globalization;

namespace Shop.Faults;

internal sealed class FaultMiddleware(RequestDelegate next, ActiveFaults faults)
{
    private const string LongerHeader = "X-Shop-Longer";
    private const double MostMillis = 15_000;

    /// <summary>Asks a service to take longer for one request.</summary>
    public static (string Name, string Value) Longer(TimeSpan time) => (LongerHeader, time.TotalMilliseconds.ToString(CultureInfo.InvariantCulture));

    public async Task InvokeAsync(HttpContext context)
    {
        if (context.Request.Path.StartsWithSegments("/admin") || context.Request.Path.StartsWithSegments("/health"))
        {
            await next(context);
            return;
        }

        faults.LeakSome();
        if (faults.Delay(FaultKinds.Latency) + Asked(context) is { Ticks: > 0 } delay)
        {
            await Task.Delay(delay, context.RequestAborted);
        }

        if (faults.NextFails())
        {
            context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
            return;
        }

        await next(context);
    }

    private static TimeSpan Asked(HttpContext context) =>
        double.TryParse(context.Request.Headers[LongerHeader], CultureInfo.InvariantCulture, out var millis) && millis is > 0 and <= MostMillis ? TimeSpan.FromMilliseconds(millis) : default;
}
