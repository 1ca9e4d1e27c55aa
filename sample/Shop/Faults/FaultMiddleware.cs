namespace Shop.Faults;

internal sealed class FaultMiddleware(RequestDelegate next, ActiveFaults faults)
{
    public async Task InvokeAsync(HttpContext context)
    {
        if (context.Request.Path.StartsWithSegments("/admin") || context.Request.Path.StartsWithSegments("/health"))
        {
            await next(context);
            return;
        }

        faults.LeakSome();
        if (faults.Delay(FaultKinds.Latency) is { Ticks: > 0 } delay)
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
}
