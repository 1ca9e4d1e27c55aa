using System.Diagnostics;
using Shop.Checkout;
using Shop.Inventory;

namespace Shop.Load;

/// <summary>
/// Sends the visits of a schedule to the storefronts. Arrivals do not wait for answers: when the Shop is slow, visitors
/// pile up, as they do.
/// </summary>
internal sealed class Driver(IReadOnlyList<Uri> storefronts) : IDisposable
{
    /// <summary>More than these at once are turned away, and counted.</summary>
    private const int MostAtOnce = 2000;

    private const int WarmUpAtOnce = 6;

    /// <summary>Quiet between warm-up and the run, for answers that are still on their way and for the last compilations.</summary>
    private static readonly TimeSpan WarmUpPause = TimeSpan.FromSeconds(0.3);

    // A trace that the visitor began, and did not sample: the services follow, so warm-up is not measured.
    private const string Unsampled = "00-5b8aa5a2d2c872e8321cf37308d69df2-051581bf3cb55c13-00";

    // The visitors' browsers send no trace context; the storefront begins the traces.
    private readonly HttpClient _client = new(new SocketsHttpHandler { ActivityHeadersPropagator = null, UseCookies = false })
    {
        Timeout = TimeSpan.FromSeconds(30),
    };

    /// <summary>Makes all visits, and then more of the same until it is <paramref name="until"/>.</summary>
    public async Task WarmUp(IReadOnlyList<Visit> visits, Func<DateTimeOffset> until, CancellationToken stop)
    {
        var ignored = new Tally();
        await Parallel.ForEachAsync(visits, new ParallelOptions { MaxDegreeOfParallelism = WarmUpAtOnce, CancellationToken = stop }, Make);
        var end = until();
        await Task.WhenAll(Enumerable.Range(0, visits.Count == 0 ? 0 : WarmUpAtOnce).Select(async first =>
        {
            for (var next = first; DateTimeOffset.UtcNow < end - WarmUpPause; next += WarmUpAtOnce)
            {
                await Make(visits[next % visits.Count], stop);
            }
        }));
        if (end - DateTimeOffset.UtcNow is { Ticks: > 0 } rest)
        {
            await Task.Delay(rest, stop);
        }

        async ValueTask Make(Visit visit, CancellationToken cancel)
        {
            foreach (var step in visit.Steps)
            {
                await Send(visit, step, ignored, Unsampled, cancel);
            }
        }
    }

    /// <summary>Makes all visits to their ends, without time to think.</summary>
    public async Task<LoadSummary> Walk(IReadOnlyList<Visit> visits, int atOnce, CancellationToken stop)
    {
        var tally = new Tally();
        var began = DateTimeOffset.UtcNow;
        await Parallel.ForEachAsync(visits, new ParallelOptions { MaxDegreeOfParallelism = atOnce, CancellationToken = stop }, async (visit, cancel) =>
        {
            foreach (var step in visit.Steps)
            {
                await Send(visit, step, tally, null, cancel);
            }
        });
        return tally.Summarise(visits.Count, 0, began, DateTimeOffset.UtcNow);
    }

    public async Task<LoadSummary> Run(IReadOnlyList<Visit> visits, TimeSpan length, Action<Tally, TimeSpan> progress, CancellationToken stop)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var tally = new Tally();
        var clock = Stopwatch.StartNew();
        var began = DateTimeOffset.UtcNow;
        var running = new HashSet<Task>();
        int started = 0, skipped = 0;
        var nextReport = TimeSpan.FromSeconds(5);
        foreach (var visit in visits)
        {
            await WaitUntil(visit.Start);
            if (stop.IsCancellationRequested)
            {
                break;
            }

            running.RemoveWhere(task => task.IsCompleted);
            if (running.Count >= MostAtOnce)
            {
                skipped++;
                continue;
            }

            started++;
            running.Add(Make(visit));
        }

        // Whoever is still here when the run ends gets the answer they wait for, and asks for nothing more.
        await WaitUntil(length);
        await end.CancelAsync();
        await Task.WhenAll(running);
        return tally.Summarise(started, skipped, began, DateTimeOffset.UtcNow);

        async Task WaitUntil(TimeSpan time)
        {
            while (!stop.IsCancellationRequested && time - clock.Elapsed is { Ticks: > 0 } wait)
            {
                await Task.Delay(wait < TimeSpan.FromSeconds(1) ? wait : TimeSpan.FromSeconds(1), stop).ContinueWith(_ => { }, TaskScheduler.Default);
                if (clock.Elapsed >= nextReport)
                {
                    nextReport += TimeSpan.FromSeconds(5);
                    progress(tally, clock.Elapsed);
                }
            }
        }

        async Task Make(Visit visit)
        {
            foreach (var step in visit.Steps)
            {
                await Task.Delay(step.Think, end.Token).ContinueWith(_ => { }, TaskScheduler.Default);
                if (end.IsCancellationRequested)
                {
                    return;
                }

                await Send(visit, step, tally, null, CancellationToken.None);
            }
        }
    }

    public void Dispose() => _client.Dispose();

    private async Task Send(Visit visit, Step step, Tally tally, string? traceparent, CancellationToken cancel)
    {
        var storefront = storefronts[visit.Number % storefronts.Count];
        using var request = step.Operation switch
        {
            Operation.List => new HttpRequestMessage(HttpMethod.Get, new Uri(storefront, "/products")),
            Operation.Search => new HttpRequestMessage(HttpMethod.Get, new Uri(storefront, $"/products?q={Uri.EscapeDataString(step.Words)}")),
            Operation.Product => new HttpRequestMessage(HttpMethod.Get, new Uri(storefront, $"/products/{step.Product}")),
            Operation.AddToCart => new HttpRequestMessage(HttpMethod.Post, new Uri(storefront, $"/carts/{visit.Visitor}/items"))
            {
                Content = JsonContent.Create(new Line(step.Product, 1)),
            },
            _ => new HttpRequestMessage(HttpMethod.Post, new Uri(storefront, "/checkout")) { Content = JsonContent.Create(new OrderRequest(visit.Visitor)) },
        };
        request.Headers.Add("X-Shop-Visitor", visit.Visitor);
        if (traceparent is not null)
        {
            request.Headers.Add("traceparent", traceparent);
        }

        var clock = Stopwatch.StartNew();
        var status = 0;
        try
        {
            using var response = await _client.SendAsync(request, cancel);
            status = (int)response.StatusCode;
        }
        catch (Exception e) when (e is HttpRequestException || (e is TaskCanceledException && !cancel.IsCancellationRequested))
        {
            // No answer is an answer of its own: status 0.
        }

        tally.Add(step.Operation, clock.Elapsed, status);
    }
}
