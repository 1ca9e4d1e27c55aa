using System.Globalization;
using System.Text.Json;
using Upshot.Bench;
using Upshot.Lab;

// The intervention lab on the Shop itself: known causes, predicted away by what-if from one build's stored traces, then really removed.
//
//   dotnet run -c Release --project bench/Lab -- WORK [SCENARIOS [SECONDS [VISITORS A SECOND]]]
//   dotnet run -c Release --project bench/Lab -- WORK again
//
// In a scenario all builds run at once, for SECONDS; what was measured is kept in WORK/lab.jsonl, and a scenario that is there is not run again. With "again" nothing
// is run: what was measured is predicted once more from the spans that were stored.
var warmUp = TimeSpan.FromSeconds(20);
CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
if (args is [] or ["-h" or "--help", ..])
{
    Console.Error.WriteLine("WORK again, or WORK [SCENARIOS [SECONDS [VISITORS A SECOND]]]: where to keep what was measured; by default 10 scenarios, 36 seconds, 45 visitors.");
    return 1;
}

var work = Directory.CreateDirectory(args[0]).FullName;
var kept = Path.Combine(work, "lab.jsonl");
var all = File.Exists(kept) ? File.ReadLines(kept).Select(l => JsonSerializer.Deserialize<Intervention>(l)!).ToList() : [];
var root = AppContext.BaseDirectory[..AppContext.BaseDirectory.IndexOf($"{Path.DirectorySeparatorChar}bench{Path.DirectorySeparatorChar}", StringComparison.Ordinal)];
if (args is [_, "again"])
{
    await using var stored = await Serve();
    all = [.. (await Task.WhenAll(all.GroupBy(i => (i.Scenario, i.From, i.Until)).Select(s => new Scenario(s.Key.Scenario).Tell(stored, (s.Key.From, s.Key.Until))))).SelectMany(s => s)];
    Results.Print(all);
    return 0;
}

var (scenarios, seconds, perSecond) = (Number(1, 10), Number(2, 36), Number(3, 45));
var left = Enumerable.Range(0, (int)scenarios).Where(n => !all.Exists(i => i.Scenario == n)).ToList();
if (left.Count > 0)
{
    await Run();
}

Results.Print(all);
return 0;

async Task Run()
{
    await using var server = await Serve();
    await using var shop = await RunningShop.Start(Path.Combine(root, "sample/Shop/bin/Release/net10.0/Shop.dll"), Path.Combine(work, "shop"), server.OtlpPort, Scenario.Builds);
    var visitors = new Visitors(perSecond);
    for (var build = 0; build < Scenario.Builds; build++)
    {
        await shop.Build(build, KnownCause.Each(new Random(0)));
    }

    await visitors.Come(-1, warmUp, shop.Storefronts, 0.5);
    foreach (var scenario in left)
    {
        var found = await new Scenario(scenario).Try(server, shop, visitors, TimeSpan.FromSeconds(seconds));
        await File.AppendAllLinesAsync(kept, found.Select(i => JsonSerializer.Serialize(i)));
        all.AddRange(found);
        Console.Error.WriteLine($"scenario {scenario}: {found.Count(i => i.Counts)} of {found.Count} count");
    }
}

Task<ServerProcess> Serve() => ServerProcess.StartAsync(Path.Combine(root, "src/Upshot/bin/Release/net10.0/upshot.dll"), Path.Combine(work, "data"), Path.Combine(root, "sample/Shop/plan"));

double Number(int at, double otherwise) => args.Length > at ? double.Parse(args[at], CultureInfo.InvariantCulture) : otherwise;
