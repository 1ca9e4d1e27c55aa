using System.Globalization;
using Microsoft.Extensions.Logging.Abstractions;
using Upshot.Observe.Otlp;
using Upshot.Observe.Receive;
using Upshot.Observe.Stores.DuckDb;

namespace Upshot.Bench.Growth;

/// <summary>A data directory with so many spans, sealed as a server seals them; made once and used again.</summary>
/// <param name="Spans">How many.</param>
/// <param name="End">When the last of them began.</param>
internal sealed record GrowthFill(string Folder, long Spans, DateTimeOffset End)
{
    public string Data => Path.Combine(Folder, "data");

    public string Plan => Path.Combine(Folder, "plan");

    public DateTimeOffset Start => SpanLoad.StartOf(End, Spans);

    public static async Task<GrowthFill> In(string work, long spans)
    {
        var folder = Path.Combine(work, $"growth-{spans}");
        var done = Path.Combine(folder, "end");
        if (File.Exists(done))
        {
            return new(folder, spans, DateTimeOffset.Parse(await File.ReadAllTextAsync(done), CultureInfo.InvariantCulture));
        }

        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }

        var fill = new GrowthFill(folder, spans, DateTimeOffset.FromUnixTimeSeconds(DateTimeOffset.UtcNow.ToUnixTimeSeconds()));
        GrowthPlan.Write(fill.Plan);
        await fill.Run();
        await File.WriteAllTextAsync(done, fill.End.ToString("O"));
        return fill;
    }

    private async Task Run()
    {
        var options = new StoreOptions { Directory = Data };
        await using (var store = TelemetryStore.Open(options, GrowthPlan.Of(Plan), TimeProvider.System, NullLogger.Instance))
        {
            var intake = new BatchIntake(store.AppendAsync, TimeProvider.System);
            var next = -1L;
            await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(async () =>
            {
                while (Interlocked.Increment(ref next) is var number && number < Spans / SpanLoad.SpansARequest)
                {
                    await Send(intake, SpanLoad.Request(number, Start));
                }
            })));
            await store.SealAsync();
        }

        using var catalog = Catalog.Open(options);
        catalog.Together(connection =>
        {
            Catalog.Execute(connection, GrowthPlan.Minutes(Start));
            CountedHours.Add(connection, "generation = 0");
        });
    }

    internal static async Task Send(BatchIntake intake, byte[] request)
    {
        while (true)
        {
            var buffer = new RequestBuffer(request.Length);
            buffer.Write(request);
            var result = await intake.Accept(TelemetrySignal.Traces, buffer, CancellationToken.None);
            if (result.Status == IntakeStatus.Accepted)
            {
                return;
            }

            // The store is behind with sealing, and says so as it would to a client.
            await Task.Delay(100);
        }
    }
}
