namespace Upshot.Verdicts;

/// <summary>
/// A service as a team runs it. Minutes carry shocks that all processes share, processes have levels and shocks of their own, days have a curve, requests
/// come by chance, and their durations spread log-normally, so that quantiles come from histograms as they do in production.
/// </summary>
internal sealed record ServiceModel
{
    /// <summary>Requests of one process in a minute.</summary>
    public double Rate { get; init; } = 10;

    /// <summary>Requests that one user sends together; they go to one process.</summary>
    public int Session { get; init; } = 1;

    /// <summary>Standard deviation of log durations inside a minute of a process.</summary>
    public double Within { get; init; } = 0.5;

    /// <summary>How far apart processes of one version are.</summary>
    public double Between { get; init; } = 0.03;

    /// <summary>Standard deviation of the log of <see cref="Between"/> and <see cref="Own"/> from release to release.</summary>
    public double SpreadOfSpreads { get; init; }

    public double Shared { get; init; } = 0.3;
    public double Phi { get; init; } = 0.9;
    public double Own { get; init; } = 0.03;
    public double OwnPhi { get; init; } = 0.9;

    /// <summary>Half the height of the curve of the day.</summary>
    public double Day { get; init; }

    /// <summary>On Saturdays and Sundays the curve of the day is this part of itself.</summary>
    public double Weekend { get; init; } = 1;

    /// <summary>Days by which everything comes later than a Tuesday.</summary>
    public int Later { get; init; }

    /// <summary>Relative growth a day.</summary>
    public double Drift { get; init; }

    public double ErrorRatio { get; init; } = 0.01;

    /// <summary>Relative spread of the processes' error ratios.</summary>
    public double ErrorSpread { get; init; } = 0.05;

    /// <summary>The share of requests of a slow kind, and how much slower it is; 0 for one kind.</summary>
    public double SlowShare { get; init; }
    public double SlowFactor { get; init; } = 4;

    /// <summary>A young process is slower by this factor, fading over <see cref="StartUpMinutes"/>.</summary>
    public double StartUpFactor { get; init; } = 1;
    public int StartUpMinutes { get; init; }
}
