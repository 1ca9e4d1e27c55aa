namespace Upshot.Demo;

/// <summary>The Shop that travels beside this program.</summary>
internal sealed record ShopFiles(string Program, string Plan)
{
    /// <exception cref="DemoFailure">It is not there.</exception>
    public static ShopFiles Find()
    {
        var folder = Path.Combine(AppContext.BaseDirectory, "shop");
        var files = new ShopFiles(Path.Combine(folder, "Shop.dll"), Path.Combine(folder, "plan"));
        return File.Exists(files.Program) && Directory.Exists(files.Plan)
            ? files
            : throw new DemoFailure($"The Shop is missing: {folder} does not hold it. Build src/Upshot again, or install the tool again.");
    }
}
