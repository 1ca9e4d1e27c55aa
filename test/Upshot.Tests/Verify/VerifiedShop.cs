using System.Text.Json;
using Upshot.Tests.Running;

namespace Upshot.Tests.Verify;

/// <summary>The real Shop, three processes and their visitors, under <c>upshot verify</c>.</summary>
internal static class VerifiedShop
{
    public static readonly string Plan = Path.Combine(AppContext.BaseDirectory, "shop", "plan");

    private static readonly string Program = Path.Combine(AppContext.BaseDirectory, "shop", "Shop.dll");

    /// <param name="defects">Names that SHOP_DEFECTS takes.</param>
    public static Task<Ended> Run(string defects, string faults, params string[] options) => UpshotProgram.Run(
        ["verify", "--plan", Plan, .. options, "--", "dotnet", Program, "run", "--visits", "8"],
        null,
        new Dictionary<string, string> { ["SHOP_DEFECTS"] = defects, ["SHOP_FAULTS"] = faults, ["OTEL_METRIC_EXPORT_INTERVAL"] = "250", ["DOTNET_TieredCompilation"] = "1" });

    public static async Task<IReadOnlyList<JsonElement>> Problems(string defects, string faults = "")
    {
        var ended = await Run(defects, faults, "--format", "json");
        Assert.Equal((2, defects), (ended.Code, defects));
        using var json = JsonDocument.Parse(ended.Output);
        return [.. json.RootElement.GetProperty("problems").EnumerateArray().Where(p => p.GetProperty("severity").GetString() == "error").Select(p => p.Clone())];
    }
}
