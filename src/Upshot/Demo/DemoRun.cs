using System.Globalization;
using Spectre.Console;
using Upshot.Answers;

namespace Upshot.Demo;

/// <summary>
/// Ships three releases of the Shop, four with Python, one after another. Each runs beside the one before it for a while, half of the visitors
/// each: what else happens on the machine then happens to both.
/// </summary>
internal sealed class DemoRun(DemoOptions options, DemoProgress progress, TimeProvider time)
{
    private static readonly string[] Releases = ["1.0", "1.1", "1.2"];

    // The release of the service in Python, where it has joined.
    private const string PythonRelease = "1.3";

    // A measurement is made longer so often, each time by as much.
    private const int MostRounds = 3;

    // The services send what they have once a second.
    private static readonly TimeSpan OnTheWay = TimeSpan.FromSeconds(1.5);

    /// <param name="report">Is given what came of it.</param>
    public async Task Run(Action<ServerStatus, IReadOnlyList<Shipping>> report, CancellationToken cancel)
    {
        var shop = ShopFiles.Find();
        var folder = Directory.CreateTempSubdirectory("upshot-demo-").FullName;
        var keep = false;
        DemoServer? server = null;
        try
        {
            var python = await PythonShop.Find(cancel);
            var plan = JoinedPlan.Make(shop, python, Path.Combine(folder, "plan"));
            server = await DemoServer.Start(plan, Path.Combine(folder, "upshot"), options.Store, options.Port, options.Keep, cancel);
            progress.Say($"Upshot listens on [link]{server.Address.GetLeftPart(UriPartial.Authority)}[/], the plan is [blue]{Markup.Escape(plan)}[/]");
            using var api = new DemoApi(server.Address);
            var shipped = await Ship(python, server, api, Path.Combine(folder, "shop"), cancel);
            var status = await api.Status(cancel);
            progress.Say("Done.");
            report(status, shipped);
            keep = options.Keep;
            if (keep)
            {
                progress.SayKept(server.Address, Path.Combine(folder, "upshot"), server.LetGo());
            }
            else
            {
                await server.Stop();
            }
        }
        catch (DemoFailure failure) when (server is { LastWords.Length: > 0 })
        {
            throw new DemoFailure($"{failure.Message}{Environment.NewLine}The server said last:{Environment.NewLine}{server.LastWords}");
        }
        finally
        {
            if (server is not null)
            {
                await server.DisposeAsync();
            }

            if (!keep)
            {
                Directory.Delete(folder, recursive: true);
            }
        }
    }

    private async Task<List<Shipping>> Ship(PythonShop? python, DemoServer server, DemoApi api, string data, CancellationToken cancel)
    {
        var shipped = new List<Shipping>();
        var running = await Start(Releases[0]);
        try
        {
            foreach (var version in (string[])[.. Releases.Skip(1), .. python is null ? (string[])[] : [PythonRelease]])
            {
                await using var baseline = running;
                running = await Start(version);
                await Measure(baseline, running);
                await baseline.Stop();
                shipped.Add(await Judge(baseline.Version, version));
            }

            await running.Stop();
        }
        finally
        {
            await running.DisposeAsync();
        }

        return shipped;

        async Task<ShopFleet> Start(string version)
        {
            var fleet = await ShopFleet.Start(version, python, options, data, server.OtlpHttp, cancel);
            await api.StartRelease(version, cancel);
            progress.Say($"Shop [green]{version}[/] is up: {options.Storefronts} storefronts, and {options.Instances} of {(python is null ? "checkout and inventory" : "checkout, inventory and recommendations (Python)")} each");
            return fleet;
        }

        // How long is decided by the machine and by whether the version is warm, never by the verdict: to measure until something is shown would show too much.
        async Task Measure(ShopFleet baseline, ShopFleet candidate)
        {
            for (var round = 1; ; round++)
            {
                var disturbance = new Disturbance();
                await Share(baseline, candidate, round);
                var others = disturbance.Share();
                var why = Disturbance.IsTooMuch(others) ? string.Create(CultureInfo.InvariantCulture, $"Others took {100 * others:0} % of this machine while it was measured")
                    : (await api.Compare(baseline.Version, candidate.Version, cancel)).Reason == "stillWarming" ? $"{candidate.Version} was still warming up"
                    : null;
                if (why is null || round == MostRounds)
                {
                    if (why is not null)
                    {
                        progress.Say($"[yellow]{why}; intervals are wide, and something may stay open. Try again when the machine is quiet, or with --seconds.[/]");
                    }

                    return;
                }

                progress.Say($"[yellow]{why}: it is measured for {options.Seconds:0} s more[/]");
            }
        }

        async Task Share(ShopFleet baseline, ShopFleet candidate, int round)
        {
            progress.Say($"Visitors come: half see [green]{baseline.Version}[/], half see [green]{candidate.Version}[/]");
            var load = await ShopLoad.Run([.. baseline.Storefronts.Zip(candidate.Storefronts, (b, c) => (string[])[b, c]).SelectMany(pair => pair)], options.Seed + shipped.Count + (1000 * (round - 1)), options, cancel);
            progress.Say($"{load.Visits} visits made {load.Requests} requests, of which {load.Failures} failed");
            await Task.Delay(OnTheWay, time, cancel);
        }

        async Task<Shipping> Judge(string baseline, string candidate)
        {
            var verdict = await api.Compare(baseline, candidate, cancel);
            progress.Say(Markup.Escape(verdict.Sentence));
            var explanations = new List<TimeExplanation>();
            foreach (var operation in DemoReport.WorthALook(verdict))
            {
                explanations.Add(await api.Explain(baseline, candidate, operation, cancel));
            }

            return new(verdict, explanations, await api.Rank(baseline, cancel));
        }
    }
}
