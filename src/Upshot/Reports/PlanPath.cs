namespace Upshot.Reports;

/// <summary>The path of a plan's file as the caller would write it, who named the plan's folder.</summary>
internal static class PlanPath
{
    public static string Of(string planFolder, string file)
    {
        var folder = planFolder.Replace('\\', '/').TrimEnd('/');
        while (folder.StartsWith("./", StringComparison.Ordinal))
        {
            folder = folder[2..];
        }

        return folder is "." or "" && planFolder is not "/" ? file : $"{folder}/{file}";
    }
}
