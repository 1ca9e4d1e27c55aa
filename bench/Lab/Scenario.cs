using System.Net.Http.Json;
using System.Text.Json;
using Upshot.Bench;

namespace Upshot.Lab;

/// <summary>The Shop with drawn causes: build A with all of them, the same build once more, and a build for each removal, all at once; what removals do is predicted from traces of the first alone.</summary>
internal sealed class Scenario(int number)
{
    /// <summary>The most that there are: A, A again, and without any of three causes, two of them, or all.</summary>
    public const int Builds = 9;

    private const double Quantile = 0.95;
    private const int MostTraces = 10_000;
    private static readonly TimeSpan s_export = TimeSpan.FromSeconds(1.5);
    private static readonly HttpClient s_http = new();

    // One of them at a time has twice the requests to tell a quantile by; orders cost the machine three times as much.
    private string Operation => number % 3 == 2 ? "checkout" : "product-page";

    public async Task<IReadOnlyList<Intervention>> Try(ServerProcess server, RunningShop shop, Visitors visitors, TimeSpan length)
    {
        var random = new Random(number);
        var causes = KnownCause.Draw(number, random);
        // Often something goes on beside the steps, so that not all of what is removed is won.
        var aside = random.NextDouble() < 0.4 ? new ShopStep("Aside", "preload", 60 + (90 * random.NextDouble())) : null;
        var builds = BuildsOf(causes);
        for (var build = 0; build < builds.Count; build++)
        {
            await shop.Build(build, causes.Select(c => builds[build].Contains(c) ? c.Without : c.With).Append(aside).OfType<ShopStep>());
        }

        var run = await visitors.Come(number, length, [.. shop.Storefronts.Take(builds.Count)], Operation == "checkout" ? 1 : 0);
        await Task.Delay(s_export);
        return await Tell(server, run);
    }

    /// <summary>What was measured in a run, beside what is predicted from it.</summary>
    public async Task<IReadOnlyList<Intervention>> Tell(ServerProcess server, (DateTimeOffset From, DateTimeOffset Until) run)
    {
        var builds = BuildsOf(KnownCause.Draw(number, new Random(number)));
        var measured = await Measured.Of(server, run, RunningShop.VersionOf(0));
        var found = new List<Intervention>();
        for (var build = 2; build < builds.Count; build++)
        {
            found.Add(await Compare(server, builds[build], measured, RunningShop.VersionOf(build), run));
        }

        return found;
    }

    // What each build does without; A, and A again, have all.
    private static List<IReadOnlyList<KnownCause>> BuildsOf(IReadOnlyList<KnownCause> causes) =>
        [[], [], .. Enumerable.Range(1, (1 << causes.Count) - 1).Select(chosen => causes.Where((_, i) => (chosen & (1 << i)) != 0).ToList())];

    private async Task<Intervention> Compare(ServerProcess server, IReadOnlyList<KnownCause> removed, Measured measured, string build, (DateTimeOffset From, DateTimeOffset Until) run)
    {
        var (operation, edits) = (Operation, new List<Edit>());
        var inEach = 0.0;
        foreach (var (cause, edit) in removed.Select(c => (c, c.Edit)))
        {
            if (measured.Call(operation, edit.Path) is { } call)
            {
                edits.Add(edit with { Amount = cause.CallLoses > 0 ? cause.CallLoses / call.Mean : edit.Amount });
                inEach += edit.Kind is "faster" or "cache" ? edits[^1].Amount!.Value * call.InEach : 0;
            }
        }

        var (first, again) = (RunningShop.VersionOf(0), RunningShop.VersionOf(1));
        var (before, after) = (measured.Quantile(operation, first, Quantile), await Predict(server, operation, edits, first, run));
        return new(
            number, operation, string.Join(", ", removed.Select(c => c.Kind)), removed.Any(c => c.IsQueue), before, measured.Quantile(operation, again, Quantile),
            after.GetProperty("value").GetDouble(), after.GetProperty("low").GetDouble(), after.GetProperty("high").GetDouble(),
            measured.Quantile(operation, build, Quantile), measured.Quantile(operation, build, Quantile, -1), measured.Quantile(operation, build, Quantile, 1), before - inEach, measured.Requests(operation, first), run.From, run.Until);
    }

    private static async Task<JsonElement> Predict(ServerProcess server, string operation, IReadOnlyList<Edit> edits, string version, (DateTimeOffset From, DateTimeOffset Until) run)
    {
        var address = $"http://127.0.0.1:{server.HttpPort}/api/v1/what-if?traces={MostTraces}&version={Uri.EscapeDataString(version)}&since={run.From.UtcDateTime:O}&until={run.Until.UtcDateTime:O}";
        using var answer = await s_http.PostAsJsonAsync(address, new { operation, edits, quantile = Quantile });
        var text = await answer.Content.ReadAsStringAsync();
        return answer.IsSuccessStatusCode ? JsonDocument.Parse(text).RootElement.GetProperty("prediction").GetProperty("afterMillis") : throw new InvalidOperationException(text);
    }
}
