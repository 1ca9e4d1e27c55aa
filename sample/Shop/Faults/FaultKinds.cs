using System.Globalization;
using Shop.Hosting;

namespace Shop.Faults;

/// <summary>The faults that can be switched on in a running service; 0 is off.</summary>
internal static class FaultKinds
{
    /// <summary>Milliseconds added to each request.</summary>
    public const string Latency = "latency";

    /// <summary>Share of requests, 0 to 1, that answer 503.</summary>
    public const string Errors = "errors";

    /// <summary>The storefront asks for each related product on its own, whatever the release.</summary>
    public const string NPlusOne = "n-plus-one";

    /// <summary>Milliseconds that the payment provider takes longer.</summary>
    public const string SlowPayment = "slow-payment";

    /// <summary>Bytes that each request leaves behind, up to <see cref="MostLeaked"/> in all.</summary>
    public const string Leak = "leak";

    public const long MostLeaked = 1L << 30;

    public static readonly IReadOnlyDictionary<string, double> AllOff =
        new[] { Latency, Errors, NPlusOne, SlowPayment, Leak }.ToDictionary(name => name, _ => 0.0);

    /// <summary>What the fault takes, when it does not take this value.</summary>
    public static string? Refuse(string name, double value) => name switch
    {
        Latency or SlowPayment => value is >= 0 and <= 60_000 ? null : "milliseconds from 0 to 60000",
        Errors => value is >= 0 and <= 1 ? null : "a share from 0 to 1",
        NPlusOne => value is 0 or 1 ? null : "0 or 1",
        Leak => value is >= 0 and <= 10_000_000 ? null : "bytes from 0 to 10000000",
        _ => "nothing: there is no such fault",
    };

    public static void Configure(LiveSettings live, IReadOnlyDictionary<string, double> values)
    {
        foreach (var (name, value) in values)
        {
            live.Set(Key(name), value.ToString(CultureInfo.InvariantCulture));
        }
    }

    public static string Key(string name) => $"Faults:{name}";
}
