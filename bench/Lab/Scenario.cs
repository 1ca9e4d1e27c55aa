using System.Net.Http.Json;
using System.Text.Json;
using Upshot.Bench;
using Run = (System.DateTimeOffset From, System.DateTimeOffset Until);

namespace Upshot.Lab;

/// <summary>The Shop with drawn causes: build A with all of them, run twice, then a build for each removal; each is predicted from the first run of A alone.</summary>
internal sealed class Scenario(int number, ServerProcess server, RunningShop shop, Visitors visitors, TimeSpan length)
{
    private const double Quantile = 0.95;
    private const int MostTraces = 10_000;
    private static readonly string[] s_operations = ["product-page", "checkout"];
    private static readonly TimeSpan s_export = TimeSpan.FromSeconds(1);
    private static readonly HttpClient s_http = new();

    public async Task<IReadOnlyList<Intervention>> Try()
    {
        var random = new Random(number);
        var causes = KnownCause.Draw(number, random);
        // Often something goes on beside the steps, so that not all of what is removed is won.
        var aside = random.NextDouble() < 0.4 ? new ShopStep("Aside", "preload", 60 + (90 * random.NextDouble())) : null;
        List<IReadOnlyList<KnownCause>> removals = [.. causes.Select(c => (IReadOnlyList<KnownCause>)[c]), causes];
        var runs = new List<Run>();
        foreach (var removed in removals.Prepend([]).Prepend([]))
        {
            runs.Add(await Build(runs.Count, removed));
        }

        await Task.Delay(s_export);
        var measured = await Measured.Of(server, runs);
        var found = new List<Intervention>();
        foreach (var operation in s_operations)
        {
            for (var i = 0; i < removals.Count; i++)
            {
                found.Add(await Compare(operation, removals[i], measured, 2 + i, runs[0]));
            }
        }

        return found;

        async Task<Run> Build(int run, IReadOnlyList<KnownCause> removed)
        {
            var steps = causes.Select(c => removed.Contains(c) ? c.Without : c.With).Append(aside).OfType<ShopStep>();
            await shop.Build(steps, causes.Except(removed).Sum(c => c.InventoryMillis));
            return await visitors.Come((number * 100) + run, length);
        }
    }

    private async Task<Intervention> Compare(string operation, IReadOnlyList<KnownCause> removed, Measured measured, int run, Run first)
    {
        var edits = new List<Edit>();
        var inEach = 0.0;
        foreach (var (cause, edit) in removed.SelectMany(c => c.Edits.Select(e => (c, e))))
        {
            if (measured.Call(operation, edit.Path.Split(" > ")[^1]) is { } call)
            {
                edits.Add(edit with { Amount = cause.InventoryMillis > 0 ? cause.InventoryMillis / call.Mean : edit.Amount });
                inEach += edit.Kind is "faster" or "cache" ? edits[^1].Amount!.Value * call.InEach : 0;
            }
        }

        var after = await Predict(operation, edits, first);
        return new(
            number, operation, removed.Count > 1 ? "together" : removed[0].Kind, removed.Any(c => c.IsQueue), measured.Quantile(operation, 0, Quantile), measured.Quantile(operation, 1, Quantile),
            after.GetProperty("value").GetDouble(), after.GetProperty("low").GetDouble(), after.GetProperty("high").GetDouble(), measured.Quantile(operation, run, Quantile), measured.Quantile(operation, run, Quantile, -1), measured.Quantile(operation, run, Quantile, 1), measured.Quantile(operation, 0, Quantile) - inEach, measured.Requests(operation, 0));
    }

    private async Task<JsonElement> Predict(string operation, IReadOnlyList<Edit> edits, Run from)
    {
        var address = $"http://127.0.0.1:{server.HttpPort}/api/v1/what-if?traces={MostTraces}&since={from.From.UtcDateTime:O}&until={from.Until.UtcDateTime:O}";
        using var answer = await s_http.PostAsJsonAsync(address, new { operation, edits, quantile = Quantile });
        var text = await answer.Content.ReadAsStringAsync();
        return answer.IsSuccessStatusCode ? JsonDocument.Parse(text).RootElement.GetProperty("prediction").GetProperty("afterMillis") : throw new InvalidOperationException(text);
    }
}
