namespace Upshot.Plan.Yaml;

/// <summary>What a plan may ask of its reader. Real plans stay far below; the OpenTelemetry conventions have 250 files and 40,000 nodes.</summary>
internal static class YamlLimits
{
    public const int FileBytes = 4 * 1024 * 1024;
    public const long TotalBytes = 64 * 1024 * 1024;
    public const int Files = 5_000;
    public const int Depth = 64;

    /// <summary>Nodes in one file after aliases are followed; a bomb of nested aliases stops here.</summary>
    public const long Nodes = 500_000;
}
