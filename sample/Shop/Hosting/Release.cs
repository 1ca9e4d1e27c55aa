namespace Shop.Hosting;

/// <summary>What each version of the Shop does differently. The versions are the same binaries on different code paths.</summary>
internal sealed record Release(string Version, bool PricesInParallel, bool RelatedOneByOne)
{
    public static readonly IReadOnlyList<Release> All =
    [
        new("1.0", PricesInParallel: false, RelatedOneByOne: false),

        // Prices became one call each, sent side by side; the product page took up the same call, in a loop.
        new("1.1", PricesInParallel: true, RelatedOneByOne: true),
        new("1.2", PricesInParallel: true, RelatedOneByOne: false),

        // What changed is in recommendations, the service in Python.
        new("1.3", PricesInParallel: true, RelatedOneByOne: false),
    ];

    /// <summary>A build of a version is written as such: <c>1.2+cached</c> (build metadata, semver.org).</summary>
    public static Release? Find(string version) => All.FirstOrDefault(r => r.Version == version.Split('+')[0]) is { } release ? release with { Version = version } : null;
}
