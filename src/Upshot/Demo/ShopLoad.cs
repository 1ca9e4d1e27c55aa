using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Upshot.Demo;

/// <summary>What the Shop's load driver says at its end.</summary>
internal sealed record ShopLoad(int Visits, int Requests, int Failures, DateTimeOffset Began, DateTimeOffset Ended)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    /// <summary>Visits the storefronts, with the same visitors for the same seed.</summary>
    /// <exception cref="DemoFailure">The driver failed.</exception>
    public static async Task<ShopLoad> Run(IReadOnlyList<string> storefronts, int seed, DemoOptions options, CancellationToken cancel)
    {
        var output = new StringBuilder();
        string[] arguments =
        [
            HostedShop.Command, "load", .. storefronts.SelectMany(url => (string[])["--target", url]),
            "--seconds", options.Seconds.ToString(CultureInfo.InvariantCulture),
            "--rate", options.Rate.ToString(CultureInfo.InvariantCulture),
            "--seed", seed.ToString(CultureInfo.InvariantCulture),
            "--align", options.Block.TotalSeconds.ToString(CultureInfo.InvariantCulture),
            "--warm-up", (options.WarmUpVisits * storefronts.Count).ToString(CultureInfo.InvariantCulture),
            "--format", "json",
        ];
        await using var driver = ChildProcess.Start("load", arguments, new Dictionary<string, string>(), line => output.AppendLine(line));
        if (await driver.Exit(cancel) != 0)
        {
            throw new DemoFailure($"The load on the Shop failed. The driver said:{Environment.NewLine}{driver.LastWords}");
        }

        return JsonSerializer.Deserialize<ShopLoad>(output.ToString(), Json)!;
    }
}
