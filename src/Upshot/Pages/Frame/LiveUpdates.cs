using Upshot.Answers;
using Upshot.Observe.Stores.Questions;

namespace Upshot.Pages.Frame;

/// <summary>Tells open pages that something came in, as server-sent events; what a page shows it asks for again by itself.</summary>
internal static class LiveUpdates
{
    private const int MostReaders = 64;
    private static readonly TimeSpan s_every = TimeSpan.FromSeconds(5), s_alive = TimeSpan.FromSeconds(30);
    private static int s_readers;

    public static async Task Answer(HttpContext context, AnswerService asked, TimeProvider time, IHostApplicationLifetime life)
    {
        context.Response.ContentType = "text/event-stream";
        context.Response.Headers.CacheControl = "no-store";
        if (HttpMethods.IsHead(context.Request.Method))
        {
            return;
        }

        if (Interlocked.Increment(ref s_readers) > MostReaders)
        {
            Interlocked.Decrement(ref s_readers);
            context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
            context.Response.Headers.RetryAfter = "30";
            return;
        }

        using var end = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, life.ApplicationStopping);
        try
        {
            await SendAsync(context, "retry: 10000\n\n", end.Token);
            await TellAsync(context, asked, time, end.Token);
        }
        catch (OperationCanceledException)
        {
            // The page was closed, or the server ends.
        }
        finally
        {
            Interlocked.Decrement(ref s_readers);
        }
    }

    private static async Task TellAsync(HttpContext context, AnswerService asked, TimeProvider time, CancellationToken end)
    {
        var (known, told) = (await RecordsAsync(asked, end), time.GetUtcNow());
        while (true)
        {
            await Task.Delay(s_every, time, end);
            var records = await RecordsAsync(asked, end);
            if (records != known)
            {
                (known, told) = (records, time.GetUtcNow());
                await SendAsync(context, FormattableString.Invariant($"event: changed\ndata: {records}\n\n"), end);
            }
            else if (time.GetUtcNow() - told >= s_alive)
            {
                // Whoever has gone is noticed when something is sent.
                told = time.GetUtcNow();
                await SendAsync(context, ": still here\n\n", end);
            }
        }
    }

    private static async Task<long> RecordsAsync(AnswerService asked, CancellationToken end) => (await asked.AskAsync(new SizeQuestion(), end)).Signals.Sum(s => s.SealedRecords + s.UnsealedRecords);

    private static async Task SendAsync(HttpContext context, string text, CancellationToken end)
    {
        await context.Response.WriteAsync(text, end);
        await context.Response.Body.FlushAsync(end);
    }
}
