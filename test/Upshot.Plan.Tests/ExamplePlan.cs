namespace Upshot.Plan.Tests;

/// <summary>The example plan beside the tests.</summary>
internal static class ExamplePlan
{
    public static string Folder { get; } = Path.Combine(AppContext.BaseDirectory, "Plans", "shop");
}
