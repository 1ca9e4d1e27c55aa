namespace Upshot.Demo;

/// <summary>The Shop's plan, with what the service in Python brings to it where it has joined.</summary>
internal static class JoinedPlan
{
    /// <summary>Answers with the folder of the plan: the Shop's own, or one made in <paramref name="folder"/>.</summary>
    public static string Make(ShopFiles shop, PythonShop? python, string folder)
    {
        if (python is null)
        {
            return shop.Plan;
        }

        Copy(shop.Plan, folder);
        Copy(python.PlanToJoin, folder);
        return folder;
    }

    private static void Copy(string from, string to)
    {
        foreach (var file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories))
        {
            var copy = Path.Combine(to, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy, overwrite: true);
        }
    }
}
