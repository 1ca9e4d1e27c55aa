using System.Globalization;
using Shop.Faults;
using Shop.Flags;

namespace Shop.Hosting;

/// <summary>What a service of the Shop can be told, each from the environment as <c>SHOP_</c> and the name in capitals.</summary>
internal sealed record ShopSettings
{
    /// <summary>SHOP_VERSION. The default is 1.2.</summary>
    public required Release Release { get; init; }

    /// <summary>SHOP_INSTANCE, <c>service.instance.id</c>. The default is a new one for each start.</summary>
    public required string Instance { get; init; }

    /// <summary>SHOP_ENVIRONMENT, <c>deployment.environment.name</c>. The default is development.</summary>
    public required string Environment { get; init; }

    /// <summary>SHOP_DATA, the folder of the databases. The default is shop-data in the folder of temporary files.</summary>
    public required string Data { get; init; }

    /// <summary>SHOP_INVENTORY_URLS, comma-separated. The default is http://127.0.0.1:4703.</summary>
    public required IReadOnlyList<Uri> Inventory { get; init; }

    /// <summary>SHOP_CHECKOUT_URLS, comma-separated. The default is http://127.0.0.1:4702.</summary>
    public required IReadOnlyList<Uri> Checkout { get; init; }

    /// <summary>SHOP_SHIPPING_URL, the service in sample/shop-node. The default is none: nobody is asked what it costs to send an order.</summary>
    public Uri? Shipping { get; init; }

    /// <summary>SHOP_RECOMMENDATIONS_URLS, comma-separated, the service in sample/shop-recommendations. The default is none: lists stay as the inventory gives them.</summary>
    public required IReadOnlyList<Uri> Recommendations { get; init; }

    /// <summary>SHOP_SEED, for everything that chance decides. The default is 1.</summary>
    public required int Seed { get; init; }

    /// <summary>SHOP_ROUND_TRIP_MS, what a database across a network would add to each statement. The default is 3.</summary>
    public required TimeSpan RoundTrip { get; init; }

    /// <summary>SHOP_EXIT_WITH_STDIN: stop when standard input ends, so that no child outlives its parent. The default is false.</summary>
    public required bool ExitWithStdin { get; init; }

    /// <summary>SHOP_FLAGS, such as <c>related-items=35,compact-list=0</c>: the share of visitors, in per cent.</summary>
    public required IReadOnlyDictionary<string, double> Flags { get; init; }

    /// <summary>SHOP_FAULTS, such as <c>latency=50,errors=0.01</c>.</summary>
    public required IReadOnlyDictionary<string, double> Faults { get; init; }

    /// <summary>Reads all settings; every mistake goes into <paramref name="mistakes"/>, and its setting keeps the default.</summary>
    public static ShopSettings Read(IConfiguration configuration, List<string> mistakes)
    {
        var version = configuration["VERSION"] ?? "1.2";
        var release = Release.Find(version);
        if (release is null)
        {
            mistakes.Add($"SHOP_VERSION is '{version}'; it can be {string.Join(", ", Release.All.Select(r => r.Version))}.");
        }

        return new ShopSettings
        {
            Release = release ?? Release.All[^1],
            Instance = configuration["INSTANCE"] ?? Guid.NewGuid().ToString("N")[..12],
            Environment = configuration["ENVIRONMENT"] ?? "development",
            Data = configuration["DATA"] ?? Path.Combine(Path.GetTempPath(), "shop-data"),
            Inventory = Urls("INVENTORY_URLS", "http://127.0.0.1:4703"),
            Checkout = Urls("CHECKOUT_URLS", "http://127.0.0.1:4702"),
            Shipping = string.IsNullOrEmpty(configuration["SHIPPING_URL"]) ? null : Urls("SHIPPING_URL", "http://127.0.0.1:4704")[0],
            Recommendations = string.IsNullOrEmpty(configuration["RECOMMENDATIONS_URLS"]) ? [] : Urls("RECOMMENDATIONS_URLS", "http://127.0.0.1:4706"),
            Seed = (int)Number("SEED", 1, 0, int.MaxValue),
            RoundTrip = TimeSpan.FromMilliseconds(Number("ROUND_TRIP_MS", 3, 0, 1000)),
            ExitWithStdin = configuration["EXIT_WITH_STDIN"] is "1" or "true",
            Flags = Pairs("FLAGS", ShopFlags.Defaults, (_, value) => value is >= 0 and <= 100 ? null : "a share from 0 to 100"),
            Faults = Pairs("FAULTS", FaultKinds.AllOff, FaultKinds.Refuse),
        };

        IReadOnlyList<Uri> Urls(string key, string otherwise)
        {
            var urls = new List<Uri>();
            foreach (var text in (configuration[key] ?? otherwise).Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
            {
                if (Uri.TryCreate(text, UriKind.Absolute, out var url) && url.Scheme is "http" or "https")
                {
                    urls.Add(url);
                }
                else
                {
                    mistakes.Add($"SHOP_{key} has '{text}'; it takes addresses such as http://127.0.0.1:4702, separated by commas.");
                }
            }

            return urls.Count > 0 ? urls : [new Uri(otherwise)];
        }

        double Number(string key, double otherwise, double least, double most)
        {
            if (configuration[key] is not { } text)
            {
                return otherwise;
            }

            if (double.TryParse(text, CultureInfo.InvariantCulture, out var value) && value >= least && value <= most)
            {
                return value;
            }

            mistakes.Add($"SHOP_{key} is '{text}'; it takes a number from {least} to {most}.");
            return otherwise;
        }

        Dictionary<string, double> Pairs(string key, IReadOnlyDictionary<string, double> known, Func<string, double, string?> refuse)
        {
            var values = known.ToDictionary();
            foreach (var pair in (configuration[key] ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
            {
                var (name, text) = pair.Split('=', 2, StringSplitOptions.TrimEntries) is [var n, var t] ? (n, t) : (pair, "");
                if (!known.ContainsKey(name))
                {
                    mistakes.Add($"SHOP_{key} has '{name}'; it can have {string.Join(", ", known.Keys)}.");
                }
                else if (!double.TryParse(text, CultureInfo.InvariantCulture, out var value))
                {
                    mistakes.Add($"SHOP_{key} has '{pair}'; each is written as name=number.");
                }
                else if (refuse(name, value) is { } remedy)
                {
                    mistakes.Add($"SHOP_{key} has '{pair}'; {name} takes {remedy}.");
                }
                else
                {
                    values[name] = value;
                }
            }

            return values;
        }
    }
}
