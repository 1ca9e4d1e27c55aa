using Upshot.Plan.Folders;

namespace Upshot.Plan.Tests.Registry;

/// <summary>The OpenTelemetry semantic conventions, which lie beside the checkout where the tests run in full.</summary>
internal static class SemanticConventions
{
    /// <summary>The folder of a release, or null and the reason.</summary>
    public static string? Find(string release)
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            foreach (var beside in new[] { "shared", Path.Combine("..", "shared") })
            {
                var found = Path.Combine(folder.FullName, beside, "data", "semconv", release);
                if (Directory.Exists(found))
                {
                    return found;
                }
            }
        }

        return null;
    }

    public static PlanReading Read(string release)
    {
        if (Find(release) is not { } folder)
        {
            Assert.Skip($"the OpenTelemetry semantic conventions ({release}) are not in shared/data/semconv beside the checkout");
            throw new InvalidOperationException();
        }

        return PlanReader.ReadSignals(folder);
    }
}
