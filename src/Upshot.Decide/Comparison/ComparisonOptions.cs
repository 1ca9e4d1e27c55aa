namespace Upshot.Decide.Comparison;

public sealed record ComparisonOptions
{
    /// <summary>How often code that did not change may be called improved or regressed. The default is 0.01.</summary>
    public double Alpha { get; init; } = 0.01;

    /// <summary>One side: alpha is spent on harm alone, and nothing can improve. The default is false.</summary>
    public bool OnlyHarm { get; init; }

    /// <summary>How often one looks. The default is once.</summary>
    public Versions.LookSchedule Looks { get; init; } = Versions.LookSchedule.Once;

    /// <summary>Draws behind the joint test of several measures. The default is 200,000.</summary>
    public int JointDraws { get; init; } = Joint.JointMaximum.Draws;

    /// <summary>For samples of an unnamed measure. The default is false: more is worse, as for durations.</summary>
    public bool HigherIsBetter { get; init; }

    /// <summary>What the values are called in sentences.</summary>
    public string Subject { get; init; } = "";
}
