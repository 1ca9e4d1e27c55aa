namespace Upshot.Demo;

internal sealed record DemoOptions
{
    /// <summary>Leave the server and its data up at the end. The default is false.</summary>
    public bool Keep { get; init; }

    /// <summary>Seconds for which a release and the one before it share the visitors. The default is 20.</summary>
    public double Seconds { get; init; } = 20;

    /// <summary>The length of a block of time: with the instance, what comparisons rest on. The default is 5 seconds.</summary>
    public TimeSpan Block { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Visits a second in the mean; each makes about five requests. The default is 30.</summary>
    public double Rate { get; init; } = 30;

    /// <summary>Decides arrivals and choices of the visitors. The default is 1.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>Instances of checkout and of inventory. The default is 2.</summary>
    public int Instances { get; init; } = 2;

    /// <summary>Instances of the storefront. Verdicts rest on them, and two of each version would have to differ by far to be told apart. The default is 4.</summary>
    public int Storefronts { get; init; } = 4;

    /// <summary>Visits to each storefront before it is measured. The default is 15.</summary>
    public int WarmUpVisits { get; init; } = 15;

    /// <summary>Address of a ClickHouse that has the telemetry; null: the demo's own directory. The default is null.</summary>
    public string? Store { get; init; }

    /// <summary>Port of the server's pages and API; 0 takes a free one. The default is 0.</summary>
    public int Port { get; init; }
}
