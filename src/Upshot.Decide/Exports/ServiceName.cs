using System.Text.RegularExpressions;

namespace Upshot.Decide.Exports;

/// <summary>The service that a pod, a container or a file is of: what is left of its name without what the orchestrator added.</summary>
internal static partial class ServiceName
{
    /// <summary>A pod of a deployment, a daemon set or a stateful set; other names stay as they are.</summary>
    public static string OfPod(string name)
    {
        name = name.Trim();
        if (name.Contains('/'))
        {
            name = name[(name.LastIndexOf('/') + 1)..];
        }

        var host = name.IndexOf(':');
        name = host > 0 ? name[..host] : name;
        var deployment = Deployment().Match(name);
        if (deployment.Success)
        {
            return deployment.Groups[1].Value;
        }

        var ordinal = Ordinal().Match(name);
        return ordinal.Success ? ordinal.Groups[1].Value : name;
    }

    /// <summary>Of a file such as <c>logs/orders-6d8f7c9b5-x2x4z_metric.csv</c> or <c>orders/app.log</c>.</summary>
    public static string OfFile(string path)
    {
        var name = Path.GetFileName(path);
        for (var extension = Path.GetExtension(name); extension.Length > 1 && !extension[1..].Contains('-'); extension = Path.GetExtension(name))
        {
            name = name[..^extension.Length];
        }

        name = Ending().Replace(name, "");
        if (name.Length == 0 || General().IsMatch(name))
        {
            var folder = Path.GetFileName(Path.GetDirectoryName(path) ?? "");
            name = folder.Length == 0 || General().IsMatch(folder) ? "" : folder;
        }

        return OfPod(name);
    }

    // Kubernetes draws suffixes from letters and digits that spell no words: no vowels, no 0, 1 or 3; older hashes of replica sets are hexadecimal or decimal.
    [GeneratedRegex(@"^(.+?)(?:-(?=[a-z0-9]*[0-9])[a-z0-9]{6,10}|-[bcdfghjklmnpqrstvwxz2456789]{6,10})?-(?:[bcdfghjklmnpqrstvwxz2456789]{5})$")]
    private static partial Regex Deployment();

    [GeneratedRegex(@"^(.*[a-zA-Z].*)-[0-9]{1,3}$")]
    private static partial Regex Ordinal();

    [GeneratedRegex(@"[_.-](?:metrics?|logs?|traces?|spans?|data|out|stdout|stderr|[0-9]{4}-[0-9]{2}-[0-9]{2}.*)$", RegexOptions.IgnoreCase)]
    private static partial Regex Ending();

    [GeneratedRegex(@"^(?:[0-9_.:-]*_?)(?:metrics?|logs?|traces?|spans?|data|all|app|application|server|console|output|stdout|stderr|export|simple.*|kpi.*)?$", RegexOptions.IgnoreCase)]
    private static partial Regex General();
}
