using System.Globalization;
using Microsoft.FeatureManagement;
using Microsoft.FeatureManagement.FeatureFilters;
using Shop.Hosting;
using Upshot.Instrument;

namespace Shop.Flags;

/// <summary>The feature flags of the Shop. A visitor keeps the same side of a flag as long as its share stays.</summary>
internal sealed class ShopFlags(IFeatureManager features, IConfiguration configuration, LiveSettings live)
{
    /// <summary>The product page shows six related products.</summary>
    public const string RelatedItems = "related-items";

    /// <summary>Lists come without descriptions.</summary>
    public const string CompactList = "compact-list";

    /// <summary>Share of visitors that have the flag on, in per cent.</summary>
    public static readonly IReadOnlyDictionary<string, double> Defaults = new Dictionary<string, double>
    {
        [RelatedItems] = 35,
        [CompactList] = 50,
    };

    public static void Configure(LiveSettings live, IReadOnlyDictionary<string, double> shares)
    {
        foreach (var (flag, share) in shares)
        {
            live.Set($"FeatureManagement:{flag}:EnabledFor:0:Name", "Microsoft.Targeting");
            live.Set(ShareKey(flag), share.ToString(CultureInfo.InvariantCulture));
        }
    }

    /// <summary>Evaluates a flag for a visitor; the outcome becomes an event, and stands on the current span.</summary>
    public async Task<bool> IsOn(string flag, string visitor)
    {
        var on = await features.IsEnabledAsync(flag, new TargetingContext { UserId = visitor });
        UpshotFlags.Evaluated(flag, on ? "on" : "off", "Microsoft.FeatureManagement", "split");
        return on;
    }

    public IReadOnlyDictionary<string, double> Shares() =>
        Defaults.Keys.ToDictionary(flag => flag, flag => configuration.GetValue<double>(ShareKey(flag)));

    /// <summary>Null, or what is wrong.</summary>
    public string? Set(string flag, double share)
    {
        if (!Defaults.ContainsKey(flag))
        {
            return $"There is no flag '{flag}'; there are {string.Join(", ", Defaults.Keys)}.";
        }

        if (share is not (>= 0 and <= 100))
        {
            return $"{flag} takes a share from 0 to 100.";
        }

        live.SetNumber(ShareKey(flag), share);
        return null;
    }

    private static string ShareKey(string flag) => $"FeatureManagement:{flag}:EnabledFor:0:Parameters:Audience:DefaultRolloutPercentage";
}
